// Ctrl K: anything by name, stake, station, telephone or the first letters of its pinyin; and every screen.
import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../../api/client.ts';
import { parseStake } from '../../format/index.ts';
import { Symbol, symbolOf } from '../../parts/index.ts';
import { recordPath } from '../kit/index.tsx';
import { useModel, useSession } from './session.tsx';
import { kBooks, kPlaces, kUnderCircle, kUnderRegisters } from './Shell.tsx';

interface Found { id: string; type: string; label: string; snippet?: string | null }
/** Rows of one name fold into one that says how many; what begins with the words comes first. */
export function foldHits<F extends Found>(items: F[], words: string): { item: F; n: number }[] {
  const out = new Map<string, { item: F; n: number }>();
  for (const item of items) { const k = `${item.type}:${item.label}`; const seen = out.get(k); if (seen) seen.n += 1; else out.set(k, { item, n: 1 }); }
  const begins = (f: Found) => (f.label.toLowerCase().startsWith(words) || (f.snippet ?? '').startsWith(words) ? 0 : 1);
  return [...out.values()].sort((a, b) => begins(a.item) - begins(b.item));
}
/** First letters of pinyin that were matched say nothing to a reader. */
const told = (snippet: string | null | undefined) => (snippet && !/^[a-z ]+$/.test(snippet) ? snippet : '');

interface Hit { key: string; label: string; sub: string; to: string; type?: string }

export function useDelayed<V>(value: V, ms: number): V {
  const [late, setLate] = useState(value);
  useEffect(() => { const timer = setTimeout(() => setLate(value), ms); return () => clearTimeout(timer); }, [value, ms]);
  return late;
}

export function Palette({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const m = useModel();
  const { may } = useSession();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const asked = useDelayed(text.trim(), 180);
  const found = useQuery({ queryKey: ['search', asked], queryFn: ({ signal }) => api.search(asked, signal), enabled: asked.length > 0, staleTime: 5000 });
  const hits = useMemo<Hit[]>(() => {
    const words = text.trim().toLowerCase();
    const screens = [...kPlaces, { path: '/logbook', text: 'nav.logbook' }, ...kBooks, ...kUnderCircle, ...kUnderRegisters].map((p) => ({ key: p.path, label: t(p.text), sub: t('palette.screen'), to: p.path }));
    const registers = Object.values(m.model.types).filter((x) => !x.retired && may(x.name, 'read'))
      .map((x) => ({ key: `r:${x.name}`, label: m.typeTitle(x.name), sub: t('palette.register'), to: `/r/${x.name}`, type: x.name }));
    const local = [...screens, ...registers].filter((h) => words === '' ? h.sub === t('palette.screen') : h.label.toLowerCase().includes(words)).slice(0, 16);
    const metres = parseStake(text);
    const stakeHit = metres !== undefined && text.includes('+') ? [{ key: 'stake', label: text.trim(), sub: t('palette.stake'), to: `/responsibility?stake=${metres}` }] : [];
    const rows = foldHits(found.data?.items ?? [], words).map(({ item: i, n }) => ({ key: i.id, label: i.label, sub: [m.typeTitle(i.type), n > 1 ? `×${n}` : '', told(i.snippet)].filter(Boolean).join(' '), to: recordPath(i.type, i.id), type: i.type }));
    return [...stakeHit, ...rows, ...local];
  }, [text, found.data, m, may, t]);
  const go = (h: Hit | undefined) => { if (h) { close(); navigate(h.to); } };
  const key = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing) return;
    if (e.key === 'ArrowDown') { e.preventDefault(); setAt((i) => Math.min(i + 1, hits.length - 1)); }
    else if (e.key === 'ArrowUp') { e.preventDefault(); setAt((i) => Math.max(i - 1, 0)); }
    else if (e.key === 'Enter') go(hits[at]);
  };
  return (
    <Modal open onCancel={close} footer={null} closable={false} width={640} style={{ top: 80 }} className="palette" title={null}>
      <input autoFocus className="bigfield" value={text} placeholder={t('shell.search')} aria-label={t('shell.search')} data-testid="palette"
        role="combobox" aria-expanded="true" aria-controls="palette-hits" aria-activedescendant={`hit-${at}`}
        onChange={(e) => { setText(e.target.value); setAt(0); }} onKeyDown={key} />
      <ul id="palette-hits" role="listbox" className="hits">
        {hits.map((h, i) => (
          <li key={h.key} id={`hit-${i}`} role="option" aria-selected={i === at} className={i === at ? 'on' : ''} onMouseEnter={() => setAt(i)} onClick={() => go(h)}>
            {h.type ? <Symbol name={symbolOf(h.type)} size={18} /> : <span className="hitgap" />}
            <b className="ell">{h.label}</b><span className="xs dim ell grow">{h.sub}</span>
          </li>
        ))}
        {hits.length === 0 && <li className="dim">{found.isFetching ? t('loading') : t('palette.none')}</li>}
      </ul>
    </Modal>
  );
}
