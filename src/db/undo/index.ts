export { followSections, markUndone, putBackFields, removeMade } from './carry-out.ts';
export { countKept, gatherUndo, type UndoScope, undoTables } from './gather.ts';
export { giveBackStamps } from './give-back-stamps.ts';
export { listObstacles, type Obstacle, type ObstacleReason } from './list-obstacles.ts';
export { findChanged, findNeeds, findTaken, findUsed, keepObstructed } from './obstacles.ts';
