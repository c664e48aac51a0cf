import { useEffect, useState } from 'preact/hooks';
import { links, trainingRuns } from '../api/client';
import { may } from '../api/session';
import type { TrainingRunView } from '../api/types';
import { Button } from '../base/button';
import { Command } from '../base/command';
import { useLoad } from '../base/load';
import { now } from '../base/now';
import { ProgressBar } from '../base/progress';
import { Empty, Failure, Loading } from '../base/states';
import { ago, lasting } from '../base/time';
import { Chart } from '../chart/chart';

const AGAIN_MILLIS = 30_000;
/** While one of them runs. */
const SOON_MILLIS = 5_000;
const SHOWN_AT_FIRST = 12;

const stateWords: Record<TrainingRunView['state'], { name: string; look: string }> = {
  RUNNING: { name: 'Runs', look: 'state live' },
  DONE: { name: 'Done', look: 'state still' },
  STOPPED: { name: 'Stopped', look: 'state' },
};

/** The runs of the trainer that this machine has, the latest first. */
export function Training() {
  const runs = useLoad(trainingRuns, AGAIN_MILLIS);
  const [most, setMost] = useState(SHOWN_AT_FIRST);
  const isAny = runs.value?.some((run) => run.state === 'RUNNING') ?? false;
  useEffect(() => {
    if (!isAny) return undefined;
    const timer = setInterval(() => document.hidden || runs.again(), SOON_MILLIS);
    return () => clearInterval(timer);
  }, [isAny]);
  return (
    <>
      {runs.failure ? <Failure text={runs.failure} onRetry={runs.again} /> : null}
      {!runs.value && !runs.failure ? <Loading what="the runs" /> : null}
      {runs.value?.length === 0 ? (
        <Empty icon="training" title="No training run is here">
          <p>A model is trained from the command line, where Sightline runs, on the archive of faces or a folder of them:</p>
          <pre class="code">
            {'./sightline dataset create -o dataset.yml\n./sightline train --data dataset.yml --arch facenet-mobilenetv1'}
          </pre>
          <p>How it gets on is shown here.</p>
        </Empty>
      ) : null}
      <ul class="cameras">
        {(runs.value ?? []).slice(0, most).map((run) => (
          <li key={run.name}>
            <Run run={run} />
          </li>
        ))}
      </ul>
      {(runs.value?.length ?? 0) > most ? (
        <div class="older">
          <Button onClick={() => setMost(most + SHOWN_AT_FIRST)}>Show older</Button>
        </div>
      ) : null}
    </>
  );
}

function Run({ run }: { run: TrainingRunView }) {
  const { name, state, losses, epochScores } = run;
  return (
    <article class="run" aria-label={name}>
      <div class="camera-head">
        <h2>{name}</h2>
        <span class={stateWords[state].look}>{stateWords[state].name}</span>
        <span class="muted">
          begun {ago(run.startedAt, now.value)}
          {state === 'RUNNING' ? '' : `, last heard of ${ago(run.lastAt, now.value)}`}
        </span>
      </div>
      {run.epochs !== null || state === 'RUNNING' ? (
        <ProgressBar label={`Epochs of ${name}`} done={doneEpochs(run)} of={run.epochs} words={progressOf(run)} />
      ) : (
        <p class="muted">{progressOf(run)}</p>
      )}
      {state === 'STOPPED' ? (
        <p class="help">
          It ended before it was done. It goes on where it was with <Command text="./sightline train --resume FOLDER" />
        </p>
      ) : null}
      <div class="run-charts">
        {losses.length > 1 ? (
          <figure>
            <h3>Loss</h3>
            <Chart
              series={[{ name: 'Loss', look: 0, points: losses.map(({ step, loss }) => [step, loss]) }]}
              label={`Loss over steps, from ${losses[0]!.loss.toFixed(3)} to ${losses.at(-1)!.loss.toFixed(3)}`}
              xName="Step"
              xWords={(step) => step.toLocaleString('en-GB')}
              yWords={short}
              yDomain={[0, Math.max(...losses.map(({ loss }) => loss)) * 1.05 || 1]}
              height={200}
            />
          </figure>
        ) : null}
        {epochScores.length ? (
          <figure>
            <h3>{run.scoreName ?? 'Score'} after each epoch</h3>
            <Chart
              series={[{ name: run.scoreName ?? 'Score', look: 1, points: epochScores.map(({ epoch, score }) => [epoch, score]) }]}
              label={`${run.scoreName ?? 'Score'} over epochs, from ${epochScores[0]!.score.toFixed(3)} to ${epochScores.at(-1)!.score.toFixed(3)}`}
              xName="Epoch"
              xWords={(epoch) => (Number.isInteger(epoch) ? String(epoch) : '')}
              yWords={short}
              yDomain={domainOf(epochScores.map(({ score }) => score))}
              height={200}
              marked={epochScores.length < 30}
            />
          </figure>
        ) : null}
      </div>
      <div class="actions">
        {run.hasReport && may('OPERATOR') ? (
          <a class="button small" href={links.trainingReport(name)} target="_blank" rel="noopener">
            Report (a new tab)
          </a>
        ) : null}
      </div>
      {epochScores.length ? (
        <details>
          <summary>As a table</summary>
          <div class="scroller" tabIndex={0} role="region" aria-label={`Epochs of ${name}`}>
            <table>
              <thead>
                <tr>
                  <th scope="col">Epoch</th>
                  <th scope="col" class="number">
                    Loss
                  </th>
                  <th scope="col" class="number">
                    {run.scoreName ?? 'Score'}
                  </th>
                </tr>
              </thead>
              <tbody>
                {epochScores.map(({ epoch, loss, score }) => (
                  <tr key={epoch}>
                    <td>
                      {epoch} {epoch === run.bestEpoch ? <span class="badge ok">Best</span> : null}
                    </td>
                    <td class="number">{loss === null ? '' : loss.toFixed(4)}</td>
                    <td class="number">{score.toFixed(4)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      ) : null}
    </article>
  );
}

function doneEpochs({ state, epoch, epochs, epochScores }: TrainingRunView): number {
  if (state === 'DONE') return epochs ?? 1;
  return Math.max(epochScores.at(-1)?.epoch ?? 0, epoch - 1, 0);
}

function progressOf(run: TrainingRunView): string {
  const name = run.scoreName ?? 'score';
  const parts = [
    run.epoch === 0 ? 'Before the first step' : run.epochs ? `Epoch ${run.epoch} of ${run.epochs}` : `Epoch ${run.epoch}`,
    `${run.step.toLocaleString('en-GB')} steps`,
    run.timeLeftSeconds === null ? '' : `about ${lasting(run.timeLeftSeconds * 1000)} left`,
    run.loss === null ? '' : `loss ${run.loss.toFixed(3)}`,
    run.bestScore === null ? '' : `best ${name} ${run.bestScore.toFixed(3)}${run.bestEpoch ? ` in epoch ${run.bestEpoch}` : ''}`,
  ];
  return parts.filter(Boolean).join(' · ');
}

function domainOf(scores: number[]): [number, number] {
  const low = Math.min(...scores);
  const high = Math.max(...scores);
  const room = (high - low) * 0.1 || Math.abs(high) * 0.1 || 1;
  return [low - room, high + room];
}

function short(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}
