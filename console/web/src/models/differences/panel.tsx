import { useState } from 'preact/hooks';
import { compareModels } from '../../api/client';
import { may } from '../../api/session';
import type { ModelsView } from '../../api/types';
import { Button } from '../../base/button';
import { Field } from '../../base/field';
import { useAction } from '../../base/load';
import { place, setQuery } from '../../base/router';
import { Empty, Failure } from '../../base/states';
import { stateWords } from '../words';
import { Result } from './result';

const spans: [hours: number, words: string][] = [
  [1, 'The last hour'],
  [6, 'The last 6 hours'],
  [24, 'The last 24 hours'],
  [72, 'The last 3 days'],
  [168, 'The last 7 days'],
  [720, 'The last 30 days'],
];

/** Compares a model in the shadow with the one that decides, and lets people say which is right. */
export function Differences({ models }: { models: ModelsView }) {
  const query = place.value.query;
  const candidates = models.models
    .filter((model) => model.state === 'SHADOW' || (model.state !== 'ACTIVE' && model.known > 0))
    .sort((a, b) => Number(b.state === 'SHADOW') - Number(a.state === 'SHADOW'));
  const [chosen, setChosen] = useState(query.get('candidate') ?? '');
  const [hours, setHours] = useState(24);
  const { busy, failure, run } = useAction();
  const candidate = candidates.find((model) => model.modelId === chosen)?.modelId ?? candidates[0]?.modelId ?? null;
  const shown = query.get('comparison');
  return (
    <>
      {candidate ? (
        <form
          class="card compare-form"
          onSubmit={(event) => {
            event.preventDefault();
            run(async () => setQuery({ comparison: (await compareModels({ candidate, hours })).id }));
          }}
        >
          <Field label="Model">
            {(ids) => (
              <select {...ids} value={candidate} onChange={(event) => setChosen(event.currentTarget.value)}>
                {candidates.map(({ modelId, state }) => (
                  <option key={modelId} value={modelId}>
                    {state === 'SHADOW' ? modelId : `${modelId} (${stateWords[state].name.toLowerCase()})`}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label="Time">
            {(ids) => (
              <select {...ids} value={hours} onChange={(event) => setHours(Number(event.currentTarget.value))}>
                {spans.map(([value, words]) => (
                  <option key={value} value={value}>
                    {words}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Button submit {...(shown ? {} : { look: 'main' as const })} busy={busy}>
            Compare
          </Button>
          <p class="help">
            Whom would it have named otherwise than {models.activeModelId ?? 'the deciding model'}? Nothing is changed by looking.
          </p>
        </form>
      ) : null}
      {failure ? <Failure text={failure} /> : null}
      {!candidate && !shown ? (
        <Empty icon="scales" title="No model runs beside the deciding one">
          <p>
            Let a candidate run beside it first. When the cameras have seen people for some hours, it can be compared here: whom
            each names, face by face.
          </p>
          {may('ADMIN') ? (
            <Button onClick={() => setQuery({ show: null })}>Go to the models</Button>
          ) : (
            <p>An admin can do that.</p>
          )}
        </Empty>
      ) : null}
      {shown ? <Result key={shown} comparisonId={shown} /> : null}
    </>
  );
}
