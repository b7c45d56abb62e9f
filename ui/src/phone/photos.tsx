import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../parts/index.ts';
import { shrinkPhoto } from './photo.ts';

export interface Photo { name: string; type: string; data: Blob }

/** Offers photos, never asks for them. */
export function PhotoButton({ photos, onChange }: { photos: Photo[]; onChange: (photos: Photo[]) => void }) {
  const { t } = useTranslation('phone');
  const input = useRef<HTMLInputElement>(null);
  const add = async (files: FileList | null) => {
    const shrunk = await Promise.all([...(files ?? [])].slice(0, 4).map(shrinkPhoto));
    onChange([...photos, ...shrunk].slice(0, 4));
  };
  return (
    <>
      <input ref={input} type="file" accept="image/*" multiple hidden onChange={(e) => void add(e.target.files)} />
      <button type="button" className="bb thin" onClick={() => input.current?.click()}><Icon name="camera" size={20} />{photos.length ? t('report.photos', { n: photos.length }) : t('report.add_photo')}</button>
    </>
  );
}
