// Small pieces of the phone's pages.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ClockBar, Clock, type ClockFacts } from '../parts/index.ts';
import { useNow } from '../parts/index.ts';
import { clockState } from '../parts/index.ts';

/** The long ruler of a card; words stand elsewhere. */
export function BigBar({ facts, now: given }: { facts: ClockFacts; now?: number }) {
  const now = useNow(given);
  return <div className={`ck bigbar ${barTone(clockState(facts, now))}`}><ClockBar facts={facts} now={now} /></div>;
}
function barTone(state: string): string { return state === 'lateDone' ? 'late' : state; }

export function ClockLine({ facts, label }: { facts: ClockFacts; label?: string }) {
  return <Clock {...facts} label={label} show="words" coarse />;
}

/** A sheet that comes up from the bottom; the back button and the dark behind it close it. */
export function BottomSheet({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation('phone');
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => { if (ref.current && !ref.current.open) ref.current.showModal(); }, []);
  return (
    <dialog ref={ref} className="bsheet" aria-label={title} onCancel={(e) => { e.preventDefault(); onClose(); }} onClick={(e) => { if (e.target === ref.current) onClose(); }}>
      <div className="bsheet-in">
        <header className="row"><h2 className="grow">{title}</h2><button className="btn g big" onClick={onClose}>{t('common.back')}</button></header>
        {children}
      </div>
    </dialog>
  );
}

/** A word that something was done; gone after a while. */
let told: ((text: string) => void) | null = null;
export function tell(text: string): void { told?.(text); }
export function Toast() {
  const [text, setText] = useState('');
  useEffect(() => {
    told = setText;
    return () => { told = null; };
  }, []);
  useEffect(() => {
    if (!text) return undefined;
    const timer = setTimeout(() => setText(''), 4000);
    return () => clearTimeout(timer);
  }, [text]);
  return <div className={`toast ${text ? 'on' : ''}`} role="status" aria-live="polite">{text}</div>;
}

export interface Option { value: string; title: string }

/** Large choices in place of a drop-down: one tap. */
export function Choices({ options, value, onChange, label }: { options: Option[]; value: string | null; onChange: (value: string | null) => void; label: string }) {
  return (
    <div className="choices" role="radiogroup" aria-label={label}>
      {options.map((o) => (
        <button key={o.value} type="button" role="radio" aria-checked={o.value === value} className={o.value === value ? 'on' : ''}
          onClick={() => onChange(o.value === value ? null : o.value)}>{o.title}</button>
      ))}
    </div>
  );
}
