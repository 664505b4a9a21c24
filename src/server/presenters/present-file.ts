import type { File } from '../../api/index.ts';
import type { StoredFileRow } from '../../db/index.ts';
import type { FileLinks } from '../file-links.ts';

function mimeClassOf(file: StoredFileRow): string {
  return file.content_type === 'application/zip' || /\.zip$/i.test(file.display_name) ? 'zip' : 'file';
}

/** A stored file as the API shows it. */
export function presentFile(file: StoredFileRow, links: FileLinks): File {
  return {
    id: file.id,
    uuid: file.uuid,
    folder_id: null,
    display_name: file.display_name,
    filename: file.filename,
    upload_status: 'success',
    'content-type': file.content_type,
    url: links(file),
    size: file.size_bytes,
    created_at: file.created_at,
    updated_at: file.updated_at,
    modified_at: file.updated_at,
    unlock_at: null,
    lock_at: null,
    locked: false,
    hidden: false,
    hidden_for_user: false,
    locked_for_user: false,
    thumbnail_url: null,
    mime_class: mimeClassOf(file),
    media_entry_id: null,
  };
}
