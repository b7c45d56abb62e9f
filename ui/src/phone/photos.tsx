import { useRef, useState } from 'react';
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

export interface Place { lon: number; lat: number; accuracy: number }

/** Offers the position; a phone that cannot find it reports all the same. */
export function PlaceButton({ place, onChange }: { place: Place | null; onChange: (place: Place) => void }) {
  const { t } = useTranslation('phone');
  const [failed, setFailed] = useState(false);
  const locate = () => navigator.geolocation?.getCurrentPosition(
    (p) => onChange({ lon: p.coords.longitude, lat: p.coords.latitude, accuracy: Math.round(p.coords.accuracy) }), () => setFailed(true), { enableHighAccuracy: true, timeout: 15_000 });
  if (!('geolocation' in navigator) || !window.isSecureContext) return null;
  return <button type="button" className="bb thin" onClick={locate}><Icon name="pin" size={20} />{place ? t('report.place', { n: place.accuracy }) : failed ? t('report.no_place') : t('report.add_place')}</button>;
}
