import { people as askPeople, unknowns as askUnknowns } from '../api/client';
import { count } from '../base/count';
import { useLoad } from '../base/load';
import { Page } from '../base/page';
import { Empty, Failure, Loading } from '../base/states';
import { say } from '../base/toast';
import { Group } from './group';

/** Seldom: the server compares all strangers with each other for it. */
const AGAIN_MILLIS = 300_000;

export function UnknownsPage() {
  const groups = useLoad(askUnknowns, AGAIN_MILLIS);
  const people = useLoad(askPeople);
  return (
    <Page
      title="Unknowns"
      lead={
        groups.value?.length
          ? `${count(groups.value.length, 'person', 'people')} whom the cameras tell apart but nobody has named, most often seen first. Name one, and the past is corrected.`
          : 'People whom the cameras tell apart but nobody has named.'
      }
    >
      {groups.failure ? <Failure text={groups.failure} onRetry={groups.again} /> : null}
      {!groups.value && !groups.failure ? <Loading what="unknown people" /> : null}
      {groups.value?.length === 0 ? (
        <Empty icon="unknowns" title="No unknown people">
          <p>Whoever is seen and is not enrolled appears here, the most frequent first.</p>
          <a class="button" href="/timeline">
            Look at the timeline
          </a>
        </Empty>
      ) : null}
      <ul class="groups">
        {(groups.value ?? []).map((group) => (
          <li key={group.groupId}>
            <Group
              group={group}
              people={people.value ?? []}
              onNamed={(words) => {
                say(words);
                groups.again();
                people.again();
              }}
            />
          </li>
        ))}
      </ul>
    </Page>
  );
}
