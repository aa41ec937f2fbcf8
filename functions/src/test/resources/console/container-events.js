export * from './app.0123abcd.js';
