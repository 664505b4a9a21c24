export { type EnqueueOptions, enqueue } from './enqueue.ts';
export { preloadQueue, prepareQueue, type QueueLog } from './graphile.ts';
export { JobLost, type Task, type TaskContext } from './run-job.ts';
export { type Queue, type QueueOptions, startQueue } from './start-queue.ts';
