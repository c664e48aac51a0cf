import { useEffect, useState } from 'preact/hooks';
import { comparison as askComparison, people as askPeople } from '../../api/client';
import type { ComparisonView, Disagreement } from '../../api/types';
import { Button } from '../../base/button';
import { count } from '../../base/count';
import { Field } from '../../base/field';
import { useLoad } from '../../base/load';
import { now } from '../../base/now';
import { ProgressBar } from '../../base/progress';
import { Failure, Loading, Notice } from '../../base/states';
import { moment } from '../../base/time';
import { progressWords } from '../words';
import { Row } from './row';
import { Tally } from './tally';

const AGAIN_MILLIS = 2_000;
const SHOWN_AT_FIRST = 30;

type Filter = 'all' | 'open' | Disagreement['what'];

export function Result({ comparisonId }: { comparisonId: string }) {
  const result = useLoad(() => askComparison(comparisonId));
  const people = useLoad(askPeople);
  const [filter, setFilter] = useState<Filter>('all');
  const [most, setMost] = useState(SHOWN_AT_FIRST);
  const value = result.value;
  const runs = value?.state === 'RUNNING';
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(() => document.hidden || result.again(), AGAIN_MILLIS);
    return () => clearInterval(timer);
  }, [runs]);

  if (!value) {
    return result.failure ? (
      <Failure text={result.failure} onRetry={result.again} />
    ) : (
      <Loading what="the comparison" />
    );
  }
  const rows = value.rows.filter((row) => fits(row, filter));
  return (
    <>
      {result.failure ? <Failure text={result.failure} onRetry={result.again} /> : null}
      <section class="card">
        <h2>
          {value.candidate} beside {value.active}
        </h2>
        <p class="muted">
          {count(value.hours, 'hour')}, until {moment(value.startedAt, now.value)}
        </p>
        <div role="status" class="stack below">
          {runs ? (
            <ProgressBar
              label="How far it is"
              done={value.progress?.done ?? 0}
              of={value.progress?.of ?? null}
              words={value.progress ? progressWords(value.progress) : 'Reading what the cameras saw …'}
            />
          ) : null}
          {value.failure ? (
            <Notice kind="bad">
              <p>{value.failure}</p>
            </Notice>
          ) : null}
          {value.fairness ? (
            <Notice kind="warn">
              <p>{value.fairness}</p>
            </Notice>
          ) : null}
          {value.words.length ? (
            <div>
              {value.words.map((line) => (
                <p key={line}>{line}</p>
              ))}
            </div>
          ) : null}
        </div>
        {value.state === 'DONE' && value.rows.length ? <Tally value={value} /> : null}
      </section>
      {value.state === 'DONE' && !value.rows.length && value.faces ? (
        <Notice kind="ok">
          <p>They agree about everybody who was seen.</p>
        </Notice>
      ) : null}
      {value.rows.length ? (
        <>
          <div class="people-tools">
            <Field label="Show">
              {(ids) => (
                <select {...ids} value={filter} onChange={(event) => setFilter(event.currentTarget.value as Filter)}>
                  <option value="all">All {total(value)}</option>
                  <option value="open">Not judged yet</option>
                  <option value="APPEARS">Only {value.candidate} names somebody</option>
                  <option value="VANISHES">Only {value.active} names somebody</option>
                  <option value="CHANGES">Each names somebody else</option>
                </select>
              )}
            </Field>
          </div>
          <p class="help">
            What you say is a word like those on the timeline: the event is corrected at once, and the system learns the face. An
            unknown person gets the name in all earlier sightings too.
          </p>
          <p class="only-read" role="status">
            {count(rows.length, 'difference')}
          </p>
          <ul class="groups">
            {rows.slice(0, most).map((row) => (
              <li key={row.trackId}>
                <Row row={row} value={value} people={people.value ?? []} onJudged={result.again} />
              </li>
            ))}
          </ul>
          {rows.length ? null : <p class="muted">None.</p>}
          {rows.length > most ? (
            <div class="older">
              <Button onClick={() => setMost(most + SHOWN_AT_FIRST)}>Show more</Button>
            </div>
          ) : null}
          {value.left ? (
            <p class="muted">{count(value.left, 'difference')} more are counted above, but not shown. Compare a shorter time.</p>
          ) : null}
        </>
      ) : null}
    </>
  );
}

function total({ rows, left }: ComparisonView): string {
  return (rows.length + left).toLocaleString('en-GB') + (rows.length + left === 1 ? ' difference' : ' differences');
}

function fits(row: Disagreement, filter: Filter): boolean {
  if (filter === 'open') return row.rightModel === null && row.judged === null;
  return filter === 'all' || row.what === filter;
}
