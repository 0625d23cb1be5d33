import type { AgentView } from '@thongsuot/contract/api.ts';
import { useBoard } from '../board.ts';
import { formatDuration, formatNumber, formatOctets } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { operatorName } from '../names.ts';
import { When } from '../parts/since.tsx';
import { Verdict } from '../parts/state.tsx';
import { agentKey } from '../picture.ts';
import { PageHeading } from './heading.tsx';

/** The agents, the silent ones first: whether each sends, how far its data are whole, what waits. */
export function AgentsPage() {
  const { words } = useWords();
  const { picture } = useBoard('agents');
  const agents = [...picture.agents.values()].sort(
    (a, b) =>
      Number(b.silent) - Number(a.silent) || a.operator.localeCompare(b.operator) || a.agent.localeCompare(b.agent),
  );
  return (
    <>
      <PageHeading title={words.agents.title} />
      {agents.length === 0 ? (
        <p class="empty">{words.agents.none}</p>
      ) : (
        <section class="panel">
          <div class="table-box">
            <table class="rows">
              <caption class="visually-hidden">{words.agents.title}</caption>
              <thead>
                <tr>
                  <th scope="col">{words.agents.state}</th>
                  <th scope="col">{words.agents.agent}</th>
                  <th scope="col">{words.agents.received}</th>
                  <th scope="col" class="wide">
                    {words.agents.complete}
                  </th>
                  <th scope="col" class="figure">
                    {words.agents.queue}
                  </th>
                  <th scope="col" class="figure wide">
                    {words.agents.drops}
                  </th>
                  <th scope="col" class="figure wide">
                    {words.agents.offset}
                  </th>
                </tr>
              </thead>
              <tbody>
                {agents.map((agent) => (
                  <Row key={agentKey(agent.operator, agent.agent)} agent={agent} />
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </>
  );
}

function Row({ agent }: { agent: AgentView }) {
  const { words, language } = useWords();
  const { picture } = useBoard('me');
  const waits = agent.queueOldestS !== null && agent.queueOldestS >= 60;
  return (
    <tr data-testid="agent-row" data-agent={agent.agent} data-silent={agent.silent}>
      <td class="state-cell">
        <Verdict
          icon={agent.silent ? 'critical' : 'ok'}
          text={agent.silent ? words.agents.silent : words.agents.reporting}
        />
      </td>
      <th scope="row">
        {agent.agent}
        <span class="sub">
          {[operatorName(picture, agent.operator, language), agent.site, agent.version]
            .filter((part) => part !== null && part !== '')
            .join(' · ')}
        </span>
      </th>
      <td>
        <When at={agent.lastReceivedAt} />
      </td>
      <td class="wide">
        <When at={agent.completeTo} />
      </td>
      <td class="figure">
        {agent.queueBytes === 0 ? words.agents.empty : formatOctets(agent.queueBytes, language)}
        {waits && (
          <span class="sub">{words.agents.behind(formatDuration((agent.queueOldestS ?? 0) * 1000, language))}</span>
        )}
      </td>
      <td class="figure wide">{formatNumber(agent.drops, language)}</td>
      <td class="figure wide">{agent.offsetMs === null ? '–' : `${formatNumber(agent.offsetMs, language)} ms`}</td>
    </tr>
  );
}
