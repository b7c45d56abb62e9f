import { hm, type Instant } from './format.ts';
import { useLang } from './lang.tsx';

export interface Step {
  key: string;
  title: string;
  state: 'done' | 'now' | 'next';
  at?: Instant;
  limit?: Instant;
  late?: boolean;
}

const kLimit = { zh: '限 {t}', en: 'by {t}' };

/** The states of a record on a ruler: done thick, current bold with its limit, coming grey. */
export function Steps({ steps, label }: { steps: Step[]; label?: string }) {
  const lang = useLang();
  return (
    <ol className="steps" style={{ gridTemplateColumns: `repeat(${steps.length},1fr)` }} aria-label={label}>
      {steps.map((s) => (
        <li key={s.key} className={`sp ${s.state === 'done' ? 's1' : s.state === 'now' ? 's2' : 's3'}`} aria-current={s.state === 'now' ? 'step' : undefined}>
          <i aria-hidden="true" />
          <b>{s.title}</b>
          <span className={s.late ? 'our' : ''}>{s.at != null ? hm(s.at) : s.limit != null ? kLimit[lang].replace('{t}', hm(s.limit)) : s.state === 'next' ? '—' : ''}</span>
        </li>
      ))}
    </ol>
  );
}
