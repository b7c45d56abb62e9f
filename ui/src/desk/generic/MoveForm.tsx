// What a move asks for: its own fields, when it happened, who told of it, and a word of reason. Shared by one record and by many.
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { MoveBody } from '../../api/client.ts';
import type { FieldInfo, Fields, MoveInfo, Refs, TypeInfo } from '../../api/types.ts';
import { kLines } from './FieldInput.tsx';
import { FieldSet } from './RecordForm.tsx';
import { InstantInput } from './Typed.tsx';

const kChannels = ['desk', 'telephone', 'sms', 'liaison', 'loudspeaker'] as const;
export interface MoveValue { fields: Fields; channel: string; /** RFC 3339, empty for now. */ at: string; reason: string }
export const emptyMove = (): MoveValue => ({ fields: {}, channel: 'desk', at: '', reason: '' });
export const isTouched = (v: MoveValue) => Object.keys(v.fields).length > 0 || v.at !== '' || v.reason !== '';

/** Fields that a move needs or takes and that a person can give. */
export function fieldsOfMove(type: TypeInfo, move: MoveInfo): FieldInfo[] {
  const wanted = [...(move.needs ?? []), ...(move.takes ?? [])];
  return wanted.map((n) => type.fields.find((f) => f.name === n)).filter((f): f is FieldInfo => f !== undefined && (f.kind !== 'json' || kLines.has(f.name)) && f.name !== 'channel');
}

export function moveBody(v: MoveValue, known: Fields, name: string | null): MoveBody {
  const given = Object.fromEntries(Object.entries({ ...known, ...v.fields }).filter(([, x]) => x !== undefined));
  return {
    ...(Object.keys(given).length ? { fields: given } : {}), ...(v.channel !== 'desk' ? { channel: v.channel } : {}), ...(v.reason ? { reason: v.reason } : {}),
    ...(v.at ? { occurred_at: v.at } : {}), ...(name ? { in_name_of: name } : {}),
  };
}

/** @param base values that the record has already; only what differs from them is sent */
export function MoveFields({ type, move, base, value, onChange, refs, messages }: {
  type: TypeInfo; move: MoveInfo; base: Fields; value: MoveValue; onChange: (v: MoveValue) => void; refs?: Refs | undefined; messages: Record<string, string>;
}) {
  const { t } = useTranslation();
  const list = fieldsOfMove(type, move);
  const take = (next: Fields) => onChange({
    ...value, fields: Object.fromEntries(list.map((f) => [f.name, next[f.name]]).filter(([n, v]) => v !== undefined && (value.fields[n as string] !== undefined || JSON.stringify(v) !== JSON.stringify(base[n as string] ?? null)))),
  });
  const error = (name: string) => messages[name] && <span className="our xs" role="alert">{messages[name]}</span>;
  return (
    <>
      <div className={list.length > 5 ? 'cols2' : 'form'}><FieldSet list={list} value={{ ...base, ...value.fields }} refs={refs} messages={messages} need={move.needs ?? []} idPrefix="m" onChange={take} /></div>
      <div className="cols2">
        <div className="formrow"><label htmlFor="m-at">{t('move.at')}</label><InstantInput id="m-at" value={value.at || null} onChange={(at) => onChange({ ...value, at: (at as string | null) ?? '' })} />{error('occurred_at')}</div>
        <div className="formrow"><label htmlFor="m-channel">{t('move.channel')}</label>
          <Select id="m-channel" className="wide100" value={value.channel} onChange={(channel) => onChange({ ...value, channel })} options={kChannels.map((c) => ({ value: c, label: t(`channel.${c}`) }))} />{error('channel')}</div>
      </div>
      <div className="formrow"><label htmlFor="m-reason">{t('move.reason')}</label><input id="m-reason" className="field" value={value.reason} onChange={(e) => onChange({ ...value, reason: e.target.value })} />{list.some((f) => f.name === 'reason') ? null : error('reason')}</div>
    </>
  );
}
