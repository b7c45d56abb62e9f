import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldInfo, MoveInfo, Rec } from '../../api/types.ts';
import { lang, tx } from '../../text/index.ts';
import { BottomSheet } from '../bits.tsx';
import { FieldInput, readFields } from '../fields.tsx';
import { PhotoButton, type Photo } from '../photos.tsx';
import { phone } from '../state.ts';
import { storeMove } from './Tasks.tsx';

/** What the holder is never asked for: it is known already. */
const kKnown = new Set(['channel', 'for_person', 'evidence', 'answer_channel']);

/** A step that takes facts: only those it needs are required, the rest is offered. */
export function MoveSheet({ record, move, onClose }: { record: Rec; move: MoveInfo; onClose: () => void }) {
  const { t } = useTranslation('phone');
  const { model } = phone();
  const [values, setValues] = useState<Record<string, string>>({});
  const [photos, setPhotos] = useState<Photo[]>([]);
  const type = model?.types[record.type];
  const needs = new Set(move.needs ?? []);
  const names = [...(move.needs ?? []), ...(move.takes ?? [])].filter((n) => !kKnown.has(n));
  const fields = names.map((n) => type?.fields.find((f) => f.name === n)).filter((f): f is FieldInfo => f !== undefined).filter((f) => fits(f, record));
  const read = readFields(fields, values, needs);
  const send = async () => {
    await storeMove(record, move, read.fields, photos);
    onClose();
  };
  return (
    <BottomSheet title={tx(move.title)} onClose={onClose}>
      {fields.map((f) => <FieldInput key={f.name} field={f} model={model} value={values[f.name] ?? ''} required={needs.has(f.name)} error={read.errors[f.name]} onChange={(v) => setValues({ ...values, [f.name]: v })} />)}
      {move.takes?.includes('evidence') && <PhotoButton photos={photos} onChange={setPhotos} />}
      <button className="bb p xl" disabled={Object.keys(read.errors).length > 0} onClick={() => void send()}>{phone().online ? t('move.send') : t('move.store')}</button>
    </BottomSheet>
  );
}

/** Quantities are asked only where goods are on the road. */
function fits(field: FieldInfo, record: Rec): boolean {
  if (field.name === 'arrived_quantity') return record.fields.quantity != null;
  return lang() !== undefined;
}
