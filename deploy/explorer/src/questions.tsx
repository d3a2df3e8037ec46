import { type GraphiQLPlugin, useGraphiQLActions } from '@graphiql/react';
import type { Question } from './settings.ts';

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
    const { addTab, updateActiveTabValues } = useGraphiQLActions();
    const open = ({ document, variables, headers }: Question) => {
      addTab();
      // The editors of the new tab exist only after the store has rendered it.
      setTimeout(() => {
        updateActiveTabValues({ query: document, variables: asTabText(variables), headers: asTabText(headers) });
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

/** What a newcomer finds open: the first question, ready to run. */
export function openingTabs(questions: readonly Question[]) {
  return questions.slice(0, 1).map(({ document, variables, headers }) => ({
    query: document,
    variables: asTabText(variables),
    headers: asTabText(headers),
  }));
}
