/** For how long what imports have changed is kept, so that it can be put back. */
export const ROLLBACK_DAYS = 30;
