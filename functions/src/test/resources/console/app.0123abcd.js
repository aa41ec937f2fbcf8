export const name = 'türme';
