// A call that still holds: it rings, or somebody said that they come, and nobody took it back. As the server reckons it (src/supply/helpers.h).
import type { HelperCall } from '../../../api/supply.ts';

export const binds = (c: HelperCall): boolean => !c.recalls && !c.recalled_at && c.state !== 'withdrawn' && (c.state !== 'answered' || c.answer !== 'cannot');
