import { may } from '../api/session';
import type { ModelChangeKind, ModelView } from '../api/types';
import { Button } from '../base/button';
import { count } from '../base/count';
import { Icon } from '../base/icons';
import { now } from '../base/now';
import { date, moment } from '../base/time';
import { changeWords, stateWords } from './words';

interface Props {
  model: ModelView;
  active: ModelView | null;
  /** Of the active model: which decided before. */
  before: ModelView | null;
  /** Whether a change runs, so that no other can begin. */
  isBusy: boolean;
  onAsk: (kind: ModelChangeKind, model: ModelView) => void;
}

export function ModelCard({ model, active, before, isBusy, onAsk }: Props) {
  const { modelId, state } = model;
  const words = stateWords[state];
  const isActive = state === 'ACTIVE';
  const beside = model.comparisons
    .filter((comparison) => comparison.other === active?.modelId)
    .sort((a, b) => Number(a.holds) - Number(b.holds));
  return (
    <article class={isActive ? 'model deciding' : 'model'} aria-label={modelId}>
      <div class="camera-words">
        <div class="camera-head">
          <h2>{modelId}</h2>
          <span class={`badge ${words.look}`} title={words.means}>
            {words.name}
          </span>
          {model.forced && isActive ? <span class="badge warn">Forced</span> : null}
        </div>
        <Since model={model} />
        <p class="muted camera-facts">
          {model.dimension ? <span>{model.dimension} numbers a face</span> : null}
          {model.threshold === null ? null : (
            <span>
              threshold {model.threshold.toFixed(2)}
              {model.calibratedHere ? ', measured here' : ''}
            </span>
          )}
          {isActive ? <span>{count(model.templates, 'face')} known</span> : null}
        </p>
        {state === 'SHADOW' || (!isActive && model.known > 0) ? <Knows model={model} /> : null}
        {isActive ? null : (
          <>
            {beside.length ? (
              <ul class="beside" aria-label="Measured beside the deciding model">
                {beside.map((comparison) => (
                  <li key={comparison.set} class={comparison.holds ? 'ok-word' : 'bad-word'}>
                    <Icon name={comparison.holds ? 'check' : 'wrong'} size={16} />
                    <span>
                      {comparison.holds ? 'As good' : 'Falls short'}: {comparison.words}
                    </span>
                  </li>
                ))}
              </ul>
            ) : null}
            {model.warnings.length && state !== 'RETIRED' ? (
              <details>
                <summary>
                  {model.warnings.length === 1 ? 'One thing speaks' : `${model.warnings.length} things speak`} against letting it
                  decide
                </summary>
                <ul class="dots">
                  {model.warnings.map((warning) => (
                    <li key={warning}>{warning}</li>
                  ))}
                </ul>
              </details>
            ) : null}
          </>
        )}
        {model.decided.length ? <History model={model} /> : null}
      </div>
      {may('OPERATOR') ? <Actions model={model} before={before} isBusy={isBusy} onAsk={onAsk} /> : null}
    </article>
  );
}

function Since({ model: { since, actor, reason } }: { model: ModelView }) {
  if (!since) return null;
  return (
    <p>
      Since {moment(since, now.value)}
      {actor ? `, by ${actor}` : ''}
      {reason ? `: ${reason}` : ''}
    </p>
  );
}

/** Of the faces that the deciding model knows. */
function Knows({ model: { modelId, known, wanted } }: { model: ModelView }) {
  const all = known >= wanted;
  return (
    <div class="knows">
      <meter aria-label={`Faces that ${modelId} knows`} min={0} max={Math.max(1, wanted)} value={known} />
      <span class={all ? 'muted' : 'warn-word'}>
        knows {all ? 'all' : known.toLocaleString('en-GB') + ' of'} {count(wanted, 'face')}
      </span>
    </div>
  );
}

function History({ model }: { model: ModelView }) {
  return (
    <details>
      <summary>When it decided</summary>
      <ul class="dots">
        {[...model.decided].reverse().map((time) => (
          <li key={time.from ?? ''}>
            {time.from ? date(time.from, now.value) : 'From the beginning'} to {time.to ? date(time.to, now.value) : 'now'}
            {time.actor ? `, by ${time.actor}` : ''}
            {time.reason ? `: ${time.reason}` : ''}
            {time.forced ? ' (forced)' : ''}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Actions({ model, before, isBusy, onAsk }: Omit<Props, 'active'>) {
  const { state, modelId } = model;
  const button = (kind: ModelChangeKind, meant = model, more: { main?: boolean; words?: string } = {}) => (
    <Button
      small
      {...(more.main ? { look: 'main' as const } : {})}
      disabled={isBusy}
      label={`${more.words ?? changeWords[kind].act}: ${meant.modelId}`}
      onClick={() => onAsk(kind, meant)}
    >
      {more.words ?? changeWords[kind].act}
    </Button>
  );
  const isAdmin = may('ADMIN');
  return (
    <div class="actions model-actions">
      {state === 'SHADOW' ? (
        <a class="button small" href={`/models?show=differences&candidate=${encodeURIComponent(modelId)}`}>
          Where they differ
        </a>
      ) : null}
      {isAdmin && state === 'ACTIVE' && before ? button('ROLLBACK', before, { words: `Go back to ${before.modelId}` }) : null}
      {isAdmin && state === 'SHADOW' ? button('PROMOTE', model, { main: true }) : null}
      {isAdmin && state === 'SHADOW' ? button('STOP_SHADOW') : null}
      {isAdmin && state !== 'ACTIVE' && state !== 'SHADOW' ? button('SHADOW') : null}
      {isAdmin && model.hasDecided && state !== 'ACTIVE' ? button('ROLLBACK') : null}
      {isAdmin && (state === 'SHADOW' || state === 'CANDIDATE') ? button('RETIRE') : null}
    </div>
  );
}
