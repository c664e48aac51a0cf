import { useState } from 'preact/hooks';
import { changeModel } from '../api/client';
import type { ModelChangeKind, ModelsView, ModelView } from '../api/types';
import { Command } from '../base/command';
import { Icon } from '../base/icons';
import { Empty } from '../base/states';
import { ChangeDialog } from './change-dialog';
import { ModelCard } from './card';

interface Asked {
  kind: ModelChangeKind;
  model: ModelView;
}

/** The models that are here, with what may be done with each. */
export function ModelList({ value, onChange }: { value: ModelsView; onChange: () => void }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const { models, broken, change } = value;
  const active = models.find((model) => model.modelId === value.activeModelId) ?? null;
  const isBusy = change?.state === 'RUNNING' || change?.state === 'ASKING';
  return (
    <>
      {models.length ? null : (
        <Empty icon="models" title="No model is here">
          <p>Sightline comes with two. Whoever looks after it can add one from the command line:</p>
          <pre class="code">./sightline models add FOLDER</pre>
        </Empty>
      )}
      {models.length ? (
        <ul class="cameras">
          {models.map((model) => (
            <li key={model.modelId}>
              <ModelCard
                model={model}
                active={active}
                before={formerOf(model, models)}
                isBusy={isBusy}
                onAsk={(kind, meant) => setAsked({ kind, model: meant })}
              />
            </li>
          ))}
        </ul>
      ) : null}
      {models.length === 1 ? (
        <p class="help">
          Another model comes in from the command line, where Sightline runs: <Command text="./sightline models add FOLDER" />. It
          appears here as a candidate, and changes nothing.
        </p>
      ) : null}
      {broken.length ? (
        <section class="card">
          <h2>Cannot be used</h2>
          <ul class="plain-rows">
            {broken.map(({ folder, why }) => (
              <li key={folder}>
                <strong>{folder}</strong>
                <p class="bad-word">
                  <Icon name="warn" size={16} /> <span>{why}</span>
                </p>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {asked ? (
        <ChangeDialog
          kind={asked.kind}
          model={asked.model}
          active={active}
          onClose={() => setAsked(null)}
          onAgreed={async (reason, force) => {
            await changeModel({ kind: asked.kind, modelId: asked.model.modelId, reason: reason || null, force });
            setAsked(null);
            onChange();
            scrollTo(0, 0);
          }}
        />
      ) : null}
    </>
  );
}

/** The one that decided before the active model; null of all others, and if there was none. */
function formerOf(model: ModelView, models: ModelView[]): ModelView | null {
  if (model.state !== 'ACTIVE') return null;
  const end = (each: ModelView) => Math.max(0, ...each.decided.map((time) => (time.to ? Date.parse(time.to) : 0)));
  const others = models.filter((each) => each !== model && each.hasDecided);
  return others.sort((a, b) => end(b) - end(a))[0] ?? null;
}
