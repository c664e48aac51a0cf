import { useEffect, useState } from 'preact/hooks';
import { answerModelChange, modelChange } from '../api/client';
import { may } from '../api/session';
import type { ModelChangeView } from '../api/types';
import { Button } from '../base/button';
import { useAction } from '../base/load';
import { now } from '../base/now';
import { ProgressBar } from '../base/progress';
import { Failure, Notice } from '../base/states';
import { ago } from '../base/time';
import { changeWords, progressWords } from './words';

const AGAIN_MILLIS = 1_000;

/** What is over for longer than this is no news. */
const NEWS_MILLIS = 3_600_000;

/** Those that were closed, while the tab lives. */
const closed = new Set<string>();

const isOver = (change: ModelChangeView) => change.state !== 'RUNNING' && change.state !== 'ASKING';

/** A change of models: what it says as it goes on, what it asks, and what came of it. */
export function Change({ latest, onNews }: { latest: ModelChangeView; onNews: () => void }) {
  const [change, setChange] = useState(latest);
  const [gone, setGone] = useState(
    () => closed.has(latest.id) || (latest.endedAt !== null && Date.now() - Date.parse(latest.endedAt) > NEWS_MILLIS),
  );
  const [away, setAway] = useState(false);
  const answering = useAction();
  const over = isOver(change);
  useEffect(() => {
    if (over) return undefined;
    const ask = () => {
      if (document.hidden) return;
      modelChange(change.id).then(
        (next) => {
          setAway(false);
          setChange(next);
          if (isOver(next)) onNews();
        },
        () => setAway(true),
      );
    };
    const timer = setInterval(ask, AGAIN_MILLIS);
    return () => clearInterval(timer);
  }, [change.id, over]);
  if (gone) return null;

  const answer = (yes: boolean) =>
    answering.run(async () => {
      const next = await answerModelChange(change.id, yes);
      setChange(next);
      if (isOver(next)) onNews();
    });
  const { act, running, was } = changeWords[change.kind];
  return (
    <section class="card change" aria-label={`${act}: ${change.modelId}`}>
      <div class="change-head">
        <h2>
          {change.modelId} {over ? was : running}
        </h2>
        <p class="muted">
          {change.actor}, {ago(change.startedAt, now.value)}
        </p>
      </div>
      <div role="status">
        {change.outcome ? (
          <Notice kind={change.state === 'DONE' ? 'ok' : change.state === 'REFUSED' ? 'warn' : 'bad'}>
            <p>{change.outcome}</p>
          </Notice>
        ) : null}
      </div>
      {change.state === 'RUNNING' ? (
        <ProgressBar
          label="How far it is"
          done={change.progress?.done ?? 0}
          of={change.progress?.of ?? null}
          words={change.progress ? progressWords(change.progress) : 'Working. You may leave this page: it goes on.'}
        />
      ) : null}
      {change.question ? (
        <Notice kind="warn">
          <p role="alert">{change.question}</p>
          {may('ADMIN') ? (
            <div class="actions below">
              <Button small look="main" busy={answering.busy} onClick={() => answer(true)}>
                Yes
              </Button>
              <Button small disabled={answering.busy} onClick={() => answer(false)}>
                No
              </Button>
            </div>
          ) : null}
          <p class="help below">
            {may('ADMIN') ? '' : 'An admin can answer. '}If nobody answers for 15 minutes, that is a no.
          </p>
        </Notice>
      ) : null}
      {answering.failure ? <Failure text={answering.failure} /> : null}
      {away && !over ? <Failure text="The console’s server cannot be reached just now. What runs goes on." /> : null}
      {change.said.length ? (
        <details open={!over}>
          <summary>What it says</summary>
          <ol class="said" tabIndex={0} aria-label="What it says">
            {change.said.map((line, at) => (
              <li key={at}>{line}</li>
            ))}
          </ol>
        </details>
      ) : null}
      {over ? (
        <div class="actions">
          <Button
            small
            onClick={() => {
              closed.add(change.id);
              setGone(true);
            }}
          >
            Close
          </Button>
        </div>
      ) : null}
    </section>
  );
}
