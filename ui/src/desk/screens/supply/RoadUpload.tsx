// The city's own roads in place of those there are: a PBF file is taken, built step by step, and in use when complete; a broken one says why.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { supply } from '../../../api/supply.ts';
import { num } from '../../../format/index.ts';
import { tx } from '../../../text/index.ts';
import { ErrorBox, Sheet } from '../../kit/index.tsx';

const kMost = 64 * 2 ** 20;

export function RoadUpload() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const file = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<unknown>(null);
  const job = useQuery({ queryKey: ['roadBuild'], queryFn: supply.lastBuild, refetchInterval: (q) => (q.state.data?.state === 'running' ? 1000 : false) });
  const state = job.data?.state ?? 'none';
  const was = useRef(state);
  useEffect(() => {
    if (was.current === 'running' && state === 'done') void client.invalidateQueries({ predicate: (q) => q.queryKey[0] === 'roads' || q.queryKey.includes('road_closure') });
    was.current = state;
  }, [state, client]);
  const send = async (chosen: File) => {
    setError(null);
    if (chosen.size > kMost) { setError(new Error(t('route.too_large'))); return; }
    try { client.setQueryData(['roadBuild'], await supply.buildRoads(chosen)); await job.refetch(); } catch (e) { setError(e); }
  };
  const step = job.data?.step ?? '';
  return (
    <Sheet title={t('route.replace')} sub={t('route.replace_sub')} testid="road-upload">
      <div className="pad col" style={{ gap: 8 }}>
        <div className="row"><input ref={file} type="file" accept=".pbf" className="hiddenfile" tabIndex={-1} aria-label={t('route.choose')} onChange={(e) => { const f = e.target.files?.[0]; e.target.value = ''; if (f) void send(f); }} data-testid="road-file" />
          <button type="button" className="btn" disabled={state === 'running'} onClick={() => file.current?.click()}>{t('route.choose')}</button>
          <span className="sm mut" role="status" data-testid="road-state" data-state={state}>{state === 'running' ? t('route.building', { step: i18n.exists(`route.step_${step}`) ? t(`route.step_${step}`) : step, n: Math.round((job.data?.share ?? 0) * 100) }) : state === 'done' ? t('route.built', { n: num(job.data?.report?.nodes ?? null) }) : ''}</span></div>
        {state === 'running' && <div className="reachbar"><i style={{ width: `${(job.data?.share ?? 0) * 100}%` }} /></div>}
        {state === 'failed' && <div className="errbox" role="alert" data-testid="road-refused"><span className="our">{tx(job.data?.refused)}</span><span className="mut">{t('route.old_stays')}</span></div>}
        <ErrorBox error={error} />
      </div>
    </Sheet>
  );
}
