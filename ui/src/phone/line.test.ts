import { describe, expect, it } from 'vitest';
import { correctLine, incidentFields } from './line.ts';

const said = '718+350堤脚外60米 管涌 浑水 6人守';

describe('correcting a line', () => {
  const cases: [string, Parameters<typeof correctLine>[1], unknown, string | undefined, string][] = [
    ['the stake', 'stake', 718_360, undefined, '718+360堤脚外60米 管涌 浑水 6人守'],
    ['the distance', 'distance_m', 80, undefined, '718+350堤脚外80米 管涌 浑水 6人守'],
    ['the kind', 'kind', 'seepage', '散浸', '718+350堤脚外60米 散浸 浑水 6人守'],
    ['the water', 'water', 'clear', '清水', '718+350堤脚外60米 管涌 清水 6人守'],
    ['the people', 'people', 12, undefined, '718+350堤脚外60米 管涌 浑水 12人守'],
    ['what was not said', 'aperture_cm', 6, undefined, '718+350堤脚外60米 管涌 浑水 6人守 口径6厘米'],
    ['what is not known after all', 'water', null, undefined, '718+350堤脚外60米 管涌 6人守'],
  ];
  for (const [name, fact, value, word, want] of cases) it(`replaces ${name} in the words`, () => expect(correctLine(said, fact, value, word)).toBe(want));

  it('does not take cubic metres of gravel for a distance', () => {
    expect(correctLine('要砂石120m³', 'distance_m', 60)).toBe('要砂石120m³ 堤脚外60米');
  });
});

it('an incident form holds what was read and the proposal, and invents nothing', () => {
  expect(incidentFields({ stake: 718_350, people: 6, water: null }, { kind: 'sand_boil' })).toEqual({ kind: 'sand_boil', stake: 718_350, people_on_site: 6 });
});
