import { models as askModels } from '../api/client';
import { may } from '../api/session';
import { useLoad } from '../base/load';
import { Page } from '../base/page';
import { place, setQuery } from '../base/router';
import { Failure, Loading } from '../base/states';
import { Tabs, type Tab } from '../base/tabs';
import { Change } from './change';
import { Differences } from './differences/panel';
import { Figures } from './figures';
import { ModelList } from './list';
import { Training } from './training';

const AGAIN_MILLIS = 10_000;

type View = 'models' | 'differences' | 'training';

const views: Tab<View>[] = [
  { key: 'models', name: 'Models', icon: 'models' },
  { key: 'differences', name: 'Where they differ', icon: 'scales' },
  { key: 'training', name: 'Training', icon: 'training' },
];

/** Which model says who somebody is, which others are there, and whether one of them would do better. */
export function ModelsPage() {
  const models = useLoad(askModels, AGAIN_MILLIS);
  const allowed = views.filter((view) => view.key !== 'differences' || may('OPERATOR'));
  const view = allowed.find((each) => each.key === place.value.query.get('show'))?.key ?? 'models';
  const value = models.value;
  return (
    <Page
      title="Models"
      lead="A model tells how alike two faces are. One decides; another can run beside it, and be looked at before it takes over."
    >
      <div class="stack wide-gap">
        {models.failure ? <Failure text={models.failure} onRetry={models.again} /> : null}
        {value?.change ? <Change key={value.change.id} latest={value.change} onNews={models.again} /> : null}
        <div>
          <Tabs
            label="What about models"
            tabs={allowed}
            chosen={view}
            onChoose={(key) => setQuery({ show: key === 'models' ? null : key })}
          >
            <div class="stack wide-gap below">
              {!value && !models.failure ? <Loading what="the models" /> : null}
              {value && view === 'models' ? (
                <>
                  <ModelList value={value} onChange={models.again} />
                  <Figures models={value.models} />
                </>
              ) : null}
              {value && view === 'differences' ? <Differences models={value} /> : null}
              {view === 'training' ? <Training /> : null}
            </div>
          </Tabs>
        </div>
      </div>
    </Page>
  );
}
