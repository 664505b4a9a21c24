import type { ImportOptions } from '../../../api/index.ts';
import { ApiError } from '../../errors.ts';

/**
 * Refuses what the engine cannot do. Taking such a request and leaving the option out would remove too little
 * or apply too much, and nobody would be told.
 */
export function refuseUnsupported(options: ImportOptions): void {
  const refuse = (parameter: string) => {
    throw new ApiError('not_supported_yet', { params: { parameter } });
  };
  if (options.diffing_data_set_identifier !== null) refuse('diffing_data_set_identifier');
}
