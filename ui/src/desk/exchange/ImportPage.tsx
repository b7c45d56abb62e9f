// A file becomes rows of a register: choose, check, write, result. Each step lies on the server, so a reload loses nothing.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { readDraft, writeDraft } from '../../api/draft.ts';
import { exchange, kBusy, type Batch, type Downloaded } from '../../api/exchange.ts';
import type { TypeInfo } from '../../api/types.ts';
import { dayTime, num } from '../../format/index.ts';
import { Steps } from '../../parts/index.ts';
import { tx } from '../../text/index.ts';
import { ToReal, useRealOnly } from '../app/RealOnly.tsx';
import { useModel, useSession } from '../app/session.tsx';
import { Asked, ErrorBox, Nothing, Sheet } from '../kit/index.tsx';
import { save } from '../kit/download.ts';
import { Checked } from './Checked.tsx';
import { kSteps, stepOf, type Choices } from './importing.ts';
import { OptionFields } from './Match.tsx';
import { Outcome } from './Outcome.tsx';

export function ImportPage() {
  const { type = '', batch = '' } = useParams();
  const m = useModel();
  const { t } = useTranslation();
  const { may } = useSession();
  const info = m.type(type);
  if (!info) return <Nothing>{t('error.no_type', { type })}</Nothing>;
  if (info.retired) return <Nothing>{t('registers.retired_text')}</Nothing>;
  if (!may(type, 'create') && !may(type, 'update')) return <Nothing>{t('importing.not_allowed')}</Nothing>;
  return batch ? <BatchPage key={batch} type={info} id={batch} /> : <StartPage key={type} type={info} />;
}

/** Fetches a file and keeps it; what went wrong is told beside the button. */
export function useDownload() {
  const { message } = App.useApp();
  return (ask: () => Promise<Downloaded>) => { ask().then((f) => save(f.name, f.blob), (e: Error) => void message.error(e.message, 8)); };
}

function Frame({ type, batch, children }: { type: TypeInfo; batch: Batch | null; children: React.ReactNode }) {
  const { t } = useTranslation();
  const now = kSteps.indexOf(stepOf(batch?.state ?? null));
  const ended = batch !== null && ['done', 'undone', 'stopped'].includes(batch.state);
  const download = useDownload();
  return (
    <div className="page">
      <Sheet title={t('importing.title', { type: tx(type.title) })} sub={batch?.file ?? ''} testid="import-page"
        actions={<>
          <button type="button" className="btn" onClick={() => download(() => exchange.template(type.name))} data-testid="template">{t('importing.template')}</button>
          {batch && <Link className="btn" to={`/r/${type.name}/import`} data-testid="another">{t('importing.another')}</Link>}
          <Link className="btn g" to={`/r/${type.name}`}>{t('importing.to_list')}</Link>
        </>}>
        <div className="importhead"><Steps label={t('importing.steps')} steps={kSteps.map((s, i) => ({ key: s, title: t(`importing.step_${s}`), state: i < now || (ended && i === now) ? 'done' : i === now ? 'now' : 'next' }))} /></div>
        <div className="scroll pad importing">{children}</div>
      </Sheet>
    </div>
  );
}

const kFiles = '.xlsx,.csv,.geojson,.json,.gpkg,.kml,.zip';
type Start = Pick<Choices, 'crs' | 'on_duplicate' | 'jurisdiction'>;

function StartPage({ type }: { type: TypeInfo }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const realOnly = useRealOnly(type);
  const input = useRef<HTMLInputElement>(null);
  const key = `import-options:${type.name}`;
  const [options, setOptions] = useState<Start>(() => readDraft<Start>(key)?.value ?? { crs: '', on_duplicate: 'refuse', jurisdiction: '' });
  const [over, setOver] = useState(false);
  const set = (o: Start) => { setOptions(o); writeDraft(key, o); };
  const upload = useMutation({
    mutationFn: (file: File) => exchange.upload(file, { type: type.name, ...options }),
    onSuccess: (b) => navigate(`/r/${type.name}/import/${b.id}`),
  });
  const drop = (e: DragEvent) => { e.preventDefault(); setOver(false); const file = e.dataTransfer.files[0]; if (file && !realOnly) upload.mutate(file); };
  if (realOnly) return <Frame type={type} batch={null}><ToReal /></Frame>;
  return (
    <Frame type={type} batch={null}>
      <div className={`dropzone ${over ? 'over' : ''}`} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
        <input ref={input} type="file" className="hiddenfile" accept={kFiles} aria-label={t('importing.choose')} data-testid="import-file" tabIndex={-1}
          onChange={(e) => { const file = e.currentTarget.files?.[0]; e.currentTarget.value = ''; if (file) upload.mutate(file); }} />
        <button type="button" className="btn p" disabled={upload.isPending} onClick={() => input.current?.click()}>{t(upload.isPending ? 'importing.uploading' : 'importing.choose')}</button>
        <span className="sm mut">{t('importing.formats')}</span>
        <span className="sm mut">{t('importing.checked_first')}</span>
      </div>
      <ErrorBox error={upload.error} />
      <h3 className="h3">{t('importing.options')}</h3>
      <OptionFields type={type} value={options} onChange={(o) => set({ ...options, ...o })} />
      <Recent type={type} />
    </Frame>
  );
}

/** Earlier batches of this register: one that waits is gone on with, one that is done can be undone. */
function Recent({ type }: { type: TypeInfo }) {
  const { t } = useTranslation();
  const list = useQuery({ queryKey: ['imports'], queryFn: exchange.batches, staleTime: 0 });
  const rows = (list.data?.items ?? []).filter((b) => b.type === type.name).slice(0, 10);
  if (!rows.length) return null;
  return (
    <>
      <h3 className="h3">{t('importing.recent')}</h3>
      <div className="scroll"><table data-testid="recent"><thead><tr><th>{t('importing.file')}</th><th>{t('importing.state')}</th><th className="r">{t('importing.rows')}</th><th className="r">{t('importing.bad')}</th><th>{t('list.changed')}</th></tr></thead>
        <tbody>{rows.map((b) => <tr key={b.id}><td><Link to={`/r/${type.name}/import/${b.id}`}>{b.file}</Link></td><td>{t(`importing.state_${b.state}`)}</td><td className="r">{b.counts ? num(b.counts.rows) : '—'}</td><td className="r">{b.counts ? num(b.counts.bad) : '—'}</td><td className="dim">{dayTime(b.changed_at)}</td></tr>)}</tbody></table></div>
    </>
  );
}

function BatchPage({ type, id }: { type: TypeInfo; id: string }) {
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['import', id], queryFn: () => exchange.batch(id), staleTime: 0, refetchInterval: (q) => (q.state.data && kBusy.includes(q.state.data.state) ? 1000 : false) });
  const state = query.data?.state;
  // What was written or taken back shows in every list at once.
  useEffect(() => { if (state === 'done' || state === 'undone' || state === 'stopped') void client.invalidateQueries({ queryKey: ['list'] }); }, [client, state]);
  const take = (b: Batch) => client.setQueryData(['import', id], b);
  return (
    <Frame type={type} batch={query.data ?? null}>
      <Asked query={query}>{(b) => kBusy.includes(b.state) ? <Busy batch={b} take={take} />
        : ['done', 'undone', 'stopped'].includes(b.state) ? <Outcome type={type} batch={b} take={take} /> : <Checked key={b.changed_at} type={type} batch={b} take={take} />}</Asked>
    </Frame>
  );
}

function Busy({ batch, take }: { batch: Batch; take: (b: Batch) => void }) {
  const { t } = useTranslation();
  const cancel = useMutation({ mutationFn: () => exchange.cancel(batch.id), onSuccess: take });
  const { done = 0, total = 0 } = batch.progress ?? {};
  return (
    <div className="importbusy" role="status" data-testid="import-busy">
      <b>{t(`importing.state_${batch.state}`)}</b>
      <progress {...(total > 0 ? { value: done, max: total } : {})} aria-label={t(`importing.state_${batch.state}`)} />
      <span className="sm mut">{total > 0 ? t('importing.of', { a: num(done), b: num(total) }) : t('importing.so_far', { n: num(done) })}</span>
      <span className="sm mut">{t('importing.may_leave')}</span>
      {batch.state !== 'undoing' && <button type="button" className="btn" disabled={cancel.isPending} onClick={() => cancel.mutate()}>{t(batch.state === 'running' ? 'importing.stop' : 'importing.cancel')}</button>}
      <ErrorBox error={cancel.error} />
    </div>
  );
}
