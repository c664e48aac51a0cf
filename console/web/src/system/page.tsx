import { system as askSystem } from '../api/client';
import { may } from '../api/session';
import type { SystemView } from '../api/types';
import { bytes, count } from '../base/count';
import { Icon } from '../base/icons';
import { useLoad } from '../base/load';
import { now } from '../base/now';
import { Page } from '../base/page';
import { Failure, Loading, Notice } from '../base/states';
import { lasting } from '../base/time';
import { INFO_PATH } from '../info';
import { DeadLetters } from './dead-letters';

const AGAIN_MILLIS = 10_000;
/** More records than this waiting are more than a burst. */
const MUCH = 1_000;

export function SystemPage() {
  const system = useLoad(askSystem, AGAIN_MILLIS);
  const value = system.value;
  const faults = value?.stages.filter((stage) => stage.fault) ?? [];
  return (
    <Page
      title="System"
      lead={value ? `Running for ${lasting(now.value.getTime() - Date.parse(value.startedAt))}, version ${value.version}` : null}
    >
      <div class="stack wide-gap">
        {system.failure ? <Failure text={system.failure} onRetry={system.again} /> : null}
        {!value && !system.failure ? <Loading what="how the system is" /> : null}
        {value ? (
          <>
            {faults.length ? (
              <Notice kind="bad">
                <p>
                  {faults.length === 1 ? 'A stage has' : `${faults.length} stages have`} a fault. What waits is not lost: it is
                  worked off once the fault is mended.
                </p>
              </Notice>
            ) : null}
            <div class="columns">
              <Stages system={value} />
              <Waiting system={value} />
            </div>
            <Storage system={value} />
            <section class="card">
              <h2>Records that could not be used</h2>
              {may('ADMIN') ? (
                <DeadLetters total={value.deadLetters} />
              ) : (
                <p>{value.deadLetters ? `${count(value.deadLetters, 'record')}. An admin can look at them.` : 'None.'}</p>
              )}
            </section>
            <section class="card">
              <h2>Versions</h2>
              <ul class="plain-rows">
                {value.versions.map((version) => (
                  <li key={version}>{version}</li>
                ))}
              </ul>
              <p class="below">
                <a href={INFO_PATH}>What the system does not do, and what the law may ask</a>
              </p>
            </section>
          </>
        ) : null}
      </div>
    </Page>
  );
}

function Stages({ system }: { system: SystemView }) {
  return (
    <section class="card">
      <h2>Stages</h2>
      {system.stages.length ? (
        <ul class="plain-rows">
          {system.stages.map((stage) => (
            <li key={stage.name} class="stage-row">
              <span class={stage.fault ? 'state down' : 'state live'}>{stage.name}</span>
              {stage.fault ? (
                <span class="bad-word">
                  <Icon name="warn" size={16} /> {stage.fault}
                </span>
              ) : (
                <span class="muted">works</span>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p class="muted">The stages run elsewhere; their own health pages tell how they are.</p>
      )}
    </section>
  );
}

function Waiting({ system }: { system: SystemView }) {
  return (
    <section class="card">
      <h2>What waits</h2>
      {system.lag.length ? (
        <div class="scroller" tabIndex={0} role="region" aria-label="What waits">
          <table>
            <thead>
              <tr>
                <th scope="col">Who</th>
                <th scope="col">Reads</th>
                <th scope="col" class="number">
                  Records behind
                </th>
              </tr>
            </thead>
            <tbody>
              {system.lag.map((lag) => (
                <tr key={`${lag.group} ${lag.topic}`}>
                  <td>{lag.group}</td>
                  <td>{lag.topic}</td>
                  <td class={lag.records > MUCH ? 'number warn-word' : 'number'}>{lag.records.toLocaleString('en-GB')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <p class="muted">Nobody reads yet.</p>
      )}
    </section>
  );
}

function Storage({ system }: { system: SystemView }) {
  const known = system.storage.flatMap((topic) => (topic.bytes === null ? [] : [topic.bytes]));
  const total = known.reduce((sum, each) => sum + each, 0);
  return (
    <section class="card">
      <h2>Storage{known.length ? `: ${bytes(total)}` : ''}</h2>
      <div class="scroller" tabIndex={0} role="region" aria-label="Storage">
        <table>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col" class="number">
                Records
              </th>
              <th scope="col" class="number">
                Size
              </th>
              <th scope="col">Kept</th>
            </tr>
          </thead>
          <tbody>
            {system.storage.map((topic) => (
              <tr key={topic.topic}>
                <td>{topic.topic}</td>
                <td class="number">{topic.records.toLocaleString('en-GB')}</td>
                <td class="number">{topic.bytes === null ? 'not told' : bytes(topic.bytes)}</td>
                <td>{topic.kept}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
