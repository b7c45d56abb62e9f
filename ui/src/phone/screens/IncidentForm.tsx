import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dropDraft, readDraft, writeDraft } from '../../api/draft.ts';
import type { FieldInfo } from '../../api/types.ts';
import { Icon, Symbol } from '../../parts/index.ts';
import { tx } from '../../text/index.ts';
import { go } from '../App.tsx';
import { Toast, tell } from '../bits.tsx';
import { deviceOffset, occurredNow } from '../clockBase.ts';
import { FieldInput, readFields, showValue } from '../fields.tsx';
import { PlaceButton, type Place } from '../photos.tsx';
import { outbox, refresh, useOutbox, usePhone } from '../state.ts';

/** The facts that a person on the dike knows; the duty room adds the rest. */
const kAsked = ['kind', 'stake', 'bank', 'distance_m', 'water', 'sand', 'aperture_cm', 'count', 'people_on_site', 'taken'];
const key = 'phone.incident';

interface Kept { fields: Record<string, unknown>; line?: string; place?: Place }

/** The incident, filled from the line: what is wrong is tapped, what is unknown stays unknown. */
export function IncidentForm({ edit }: { edit: string | null }) {
  const { t } = useTranslation('phone');
  const { model, session, online } = usePhone();
  const { items } = useOutbox();
  const editing = edit ? items.find((i) => i.seq === Number(edit) && i.state === 'refused') : undefined;
  const kept: Kept | undefined = editing ? { fields: editing.body.fields as Record<string, unknown> } : readDraft<Kept>(key)?.value;
  const type = model?.types.dike_incident;
  const fields = kAsked.map((n) => type?.fields.find((f) => f.name === n)).filter((f): f is FieldInfo => f !== undefined);
  const [values, setValues] = useState<Record<string, string>>(() => Object.fromEntries(fields.map((f) => [f.name, showValue(f, kept?.fields[f.name])])));
  const [place, setPlace] = useState(kept?.place ?? null);
  const required = new Set(fields.filter((f) => f.required && f.otherwise == null).map((f) => f.name));
  const read = readFields(fields, values, required);
  const missing = fields.filter((f) => read.errors[f.name] && !values[f.name]);
  const rest = Object.fromEntries(Object.entries(kept?.fields ?? {}).filter(([n]) => !kAsked.includes(n)));

  const change = (name: string, value: string) => {
    const next = { ...values, [name]: value };
    setValues(next);
    if (!editing) writeDraft<Kept>(key, { fields: { ...rest, ...readFields(fields, next, new Set()).fields }, line: kept?.line, ...(place ? { place } : {}) });
  };
  const send = async () => {
    if (!session || Object.keys(read.errors).length) return;
    const at = occurredNow();
    const title = [values.stake, tx(model?.dictionaries.incident_kind?.choices.find((c) => c.value === values.kind)?.title)].filter(Boolean).join(' ');
    if (editing) {
      await outbox.edit(editing.seq!, { ...editing.body, fields: { ...rest, ...read.fields } }, title);
      return leave();
    }
    await outbox.add({
      method: 'POST', path: '/api/v1/records/dike_incident', kind: 'record', chain: null, ledger: session.ledger, post: session.acting_post, occurred_at: at, device_offset_ms: deviceOffset(),
      title,
      body: {
        occurred_at: at, fields: { found_at: at, source: 'patrol', finder_person: session.person.id, ...rest, ...read.fields },
        ...(place ? { geometry: { type: 'Point', coordinates: [place.lon, place.lat] } } : {}),
      },
    });
    dropDraft(key);
    return leave();
  };
  const leave = async () => {
    tell(t('move.stored'));
    go('/outbox');
    await outbox.pump();
    await refresh();
  };
  return (
    <>
      <header className="hp row" style={{ gap: 12 }}>
        <a className="btn g big" href={editing ? '#/outbox' : '#/report'} aria-label={t('common.back')}><Icon name="back" size={20} /></a>
        <Symbol name="incident" size={34} /><h1 style={{ margin: 0 }}>{t('incident.title')}</h1>
      </header>
      <main>
        {kept?.line && <p className="mut">{kept.line}</p>}
        <p className="dim sm">{t('incident.from_line')}</p>
        {fields.map((f) => <FieldInput key={f.name} field={f} model={model} value={values[f.name] ?? ''} required={required.has(f.name)} error={read.errors[f.name]} onChange={(v) => change(f.name, v)} />)}
        <PlaceButton place={place} onChange={setPlace} />
        {missing.length > 0 && <p className="our">{t('incident.needs', { what: missing.map((f) => tx(f.title)).join(' ') })}</p>}
        <button className="bb p xl" disabled={Object.keys(read.errors).length > 0} onClick={() => void send()}>{online ? t('incident.send') : t('report.store')}</button>
      </main>
      <Toast />
    </>
  );
}
