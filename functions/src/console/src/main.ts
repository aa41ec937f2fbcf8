// The web component `<container-events>`, and the page at `/`, which is one with the attribute `page`.
import './page.ts';

export { ContainerEvents } from './ui/container-events.ts';
