import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import type { Question } from '../site.mjs';

function QuestionIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" aria-hidden="true">
      <path d="M4 21V9l8-6 8 6v12M9 21v-6h6v6" />
    </svg>
  );
}

const asTabText = (value: Readonly<Record<string, unknown>>): string =>
  Object.keys(value).length === 0 ? '' : JSON.stringify(value, null, 2);

/** The pane that lists the city's questions; one click opens one in a tab of its own. */
export function questionsPane(questions: readonly Question[]): GraphiQLPlugin {
  function Questions() {
    const { addTab } = useGraphiQLActions();
    const queryEditor = useGraphiQL((state) => state.queryEditor);
    const variableEditor = useGraphiQL((state) => state.variableEditor);
    const headerEditor = useGraphiQL((state) => state.headerEditor);
    const open = ({ document, variables, headers }: Question) => {
      addTab();
      // The editors turn to the new tab when the store has rendered it; the tab follows what stands in them.
      setTimeout(() => {
        variableEditor?.setValue(asTabText(variables));
        headerEditor?.setValue(asTabText(headers));
        queryEditor?.setValue(document);
      });
    };
    return (
      <section className="questions">
        <h2>Questions the city answers</h2>
        <ul>
          {questions.map((question) => (
            <li key={question.title}>
              <button type="button" onClick={() => open(question)}>
                <strong>{question.title}</strong>
                <span>{question.askedBy ? `sign in as ${question.askedBy}` : 'no sign-in needed'}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    );
  }
  return { title: 'Questions', icon: QuestionIcon, content: Questions };
}

/** What is open at first: for a newcomer the first question, ready to run; for who comes back (from sign-in, say) the tab they left. */
export function openingTab([first]: readonly Question[]) {
  const left = leftTab();
  if (left) {
    return {
      initialQuery: left.query ?? '',
      initialVariables: left.variables ?? '',
      initialHeaders: left.headers ?? '',
    };
  }
  if (!first) return {};
  return {
    defaultQuery: first.document,
    initialQuery: first.document,
    initialVariables: asTabText(first.variables),
    initialHeaders: asTabText(first.headers),
  };
}

interface KeptTab {
  readonly query?: string | null;
  readonly variables?: string | null;
  readonly headers?: string | null;
}

/** GraphiQL keeps the tabs, but of the open one it restores the query alone. */
function leftTab(): KeptTab | undefined {
  try {
    const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem('graphiql:tabState') ?? '{}');
    return tabs?.[activeTabIndex];
  } catch {
    return undefined;
  }
}
