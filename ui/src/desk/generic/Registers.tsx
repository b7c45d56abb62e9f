// Every register the caller may read: groups of the model's menu, folded, with a box to find one by its words.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useList } from '../../api/hooks.ts';
import type { TypeInfo } from '../../api/types.ts';
import { Icon, Symbol, symbolOf } from '../../parts/index.ts';
import { tx } from '../../text/index.ts';
import { useModel, useSession } from '../app/session.tsx';
import { Nothing, Sheet } from '../kit/index.tsx';
import { groupTypes, typeMatches, type TypeGroup } from './groups.ts';

const kOpen = 'muster.registers.open';
function opened(): string[] {
  try { return JSON.parse(localStorage.getItem(kOpen) ?? '[]') as string[]; } catch { return []; }
}

export function Registers() {
  const { t } = useTranslation();
  const m = useModel();
  const { may } = useSession();
  const [words, setWords] = useState('');
  const [open, setOpen] = useState<string[]>(opened);
  const keep = (names: string[]) => { setOpen(names); try { localStorage.setItem(kOpen, JSON.stringify(names)); } catch { /* then it lasts until the page closes */ } };
  const readable = Object.values(m.model.types).filter((x) => may(x.name, 'read'));
  const all = groupTypes(readable, m.dictionary('menu_group'));
  const asked = words.trim();
  const groups = asked ? groupTypes(readable.filter((x) => typeMatches(x, asked)), m.dictionary('menu_group')) : all;
  const found = groups.reduce((n, g) => n + g.types.length, 0);
  return (
    <div className="page">
      <Sheet title={t('nav.registers')} sub={t(asked ? 'registers.found' : 'registers.all', { n: found, g: groups.length })} testid="registers"
        actions={!asked && <><Link className="btn g" to="/burden" data-testid="to-burden">{t('burden.open')}</Link><button type="button" className="btn g" onClick={() => keep(open.length ? [] : all.map((g) => g.name))}>{t(open.length ? 'registers.fold' : 'registers.unfold')}</button></>}>
        <div className="filters">
          <span className="srch"><Icon name="search" size={14} /><input data-filter className="inner" value={words} placeholder={t('registers.find')} aria-label={t('registers.find')} onChange={(e) => setWords(e.target.value)} /><kbd>/</kbd></span>
          {asked && <button type="button" className="btn g" onClick={() => setWords('')}>{t('list.clear')}</button>}
        </div>
        <div className="scroll reggroups">
          {groups.map((g) => (
            <Group key={g.name} group={g} open={asked !== '' || open.includes(g.name)} toggle={() => { if (!asked) keep(open.includes(g.name) ? open.filter((x) => x !== g.name) : [...open, g.name]); }} />))}
          {found === 0 && <Nothing>{t('registers.none', { words: asked })}</Nothing>}
        </div>
      </Sheet>
    </div>
  );
}

function Group({ group, open, toggle }: { group: TypeGroup; open: boolean; toggle: () => void }) {
  const { t } = useTranslation();
  return (
    <section className="reggroup" data-group={group.name}>
      <button type="button" className="plain reghead" aria-expanded={open} onClick={toggle}>
        <span className="fold" aria-hidden="true">{open ? '▾' : '▸'}</span><b>{tx(group.title)}</b><span className="tag">{group.types.length}</span>
        {!open && <span className="xs dim ell">{group.types.map((x) => tx(x.title)).join(t('list_comma'))}</span>}
      </button>
      {open && <ul className="plainlist regtypes">{group.types.map((x) => (x.retired ? <Retired key={x.name} type={x} /> : <TypeRow key={x.name} type={x} />))}</ul>}
    </section>
  );
}

function TypeRow({ type, mark }: { type: TypeInfo; mark?: string }) {
  return (
    <li><Link to={`/r/${type.name}`} className="row"><Symbol name={symbolOf(type.name, type.icon)} size={20} /><b className="nw">{tx(type.title)}</b>
      {mark && <span className="tag">{mark}</span>}<span className="xs dim ell">{tx(type.help)}</span></Link></li>
  );
}

/** A type no longer in use stands here as long as it holds rows. */
function Retired({ type }: { type: TypeInfo }) {
  const { t } = useTranslation();
  const rows = useList(type.name, { limit: 1 }, { staleTime: 300_000 });
  return rows.data?.items.length ? <TypeRow type={type} mark={t('registers.retired')} /> : null;
}
