import type { ComparisonView, Disagreement, PersonView } from '../../api/types';
import { may } from '../../api/session';
import { sentence } from '../../base/count';
import { Face } from '../../base/face';
import { Icon } from '../../base/icons';
import { now } from '../../base/now';
import { ago, clock, moment } from '../../base/time';
import { nameOf } from '../../base/who';
import { Distance } from './distance';
import { JudgeRow } from './judge';

interface Props {
  row: Disagreement;
  value: ComparisonView;
  people: PersonView[];
  onJudged: () => void;
}

/** One sighting about which two models do not agree. */
export function Row({ row, value, people, onJudged }: Props) {
  const { activeWho, candidateWho, judged, rightModel } = row;
  const asked = activeWho ?? candidateWho;
  return (
    <article class="difference" aria-label={`${row.cameraId}, ${clock(row.at)}`}>
      <div class="difference-face">
        <Face url={row.cropUrl} alt={`Face seen by ${row.cameraId}`} size="large" />
        <p class="muted">
          {row.cameraId}
          <br />
          <time dateTime={row.at}>{moment(row.at, now.value)}</time>
        </p>
      </div>
      <div class="difference-models">
        <Distance
          model={value.active}
          isActive
          who={activeWho}
          to={asked ? nameOf(asked) : null}
          distance={row.byActive}
          threshold={row.activeThreshold}
          isRight={rightModel === 'ACTIVE'}
        />
        <Distance
          model={value.candidate}
          who={candidateWho}
          to={candidateWho ?? activeWho ? nameOf((candidateWho ?? activeWho)!) : null}
          distance={row.byCandidate}
          threshold={row.candidateThreshold}
          isRight={rightModel === 'CANDIDATE'}
        />
        {judged ? (
          <p class="word">
            <Icon name="account" size={16} />
            <span>
              {sentence(judged.words)}, <time dateTime={judged.saidAt}>{ago(judged.saidAt, now.value)}</time>
              {rightModel === 'NEITHER' ? ' Neither model was right.' : ''}
            </span>
          </p>
        ) : null}
      </div>
      {may('OPERATOR') ? <JudgeRow row={row} people={people} onJudged={onJudged} /> : null}
    </article>
  );
}
