export { beginChecked, isHeld } from './check-hold.ts';
export { LimitFault, parseHoldLimits, renderHoldLimits } from './limits.ts';
