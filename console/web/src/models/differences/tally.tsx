import type { ComparisonView } from '../../api/types';
import { count } from '../../base/count';

/** Which model was right, by what people said so far. */
export function Tally({ value: { active, candidate, judged } }: { value: ComparisonView }) {
  const parts = [
    { name: `${active} was right`, n: judged.active, look: 'tally-active' },
    { name: `${candidate} was right`, n: judged.candidate, look: 'tally-candidate' },
    { name: 'neither', n: judged.neither, look: 'tally-neither' },
    { name: 'not judged yet', n: judged.unjudged, look: 'tally-open' },
  ];
  const all = parts.reduce((sum, part) => sum + part.n, 0);
  return (
    <div class="tally below">
      <h3>Who was right, as people said</h3>
      <div class="tally-bar" aria-hidden="true">
        {parts.map(({ name, n, look }) => (n ? <span key={name} class={look} style={{ flexGrow: n }} /> : null))}
      </div>
      <dl aria-label={`Of ${count(all, 'difference')}`}>
        {parts.map(({ name, n, look }) => (
          <div key={name}>
            <dt>
              <span class={`tally-key ${look}`} aria-hidden="true" />
              {name}
            </dt>
            <dd>{n.toLocaleString('en-GB')}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
