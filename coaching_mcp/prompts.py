"""The conversations that people start again and again, ready to be picked."""

# Annotations are not text here: FastMCP would take `"str"` for something that has to be explained as JSON.

from fastmcp import FastMCP

HOW = (
    "Say the verdict with its n and period first. At most three quotes, with speaker, time and link. Say what is "
    "uncertain. Behaviour and words only, never the person; nothing about ranking or pay."
)


def add_prompts(server: FastMCP) -> None:
    """One function for each; its docstring is what the client's menu shows, of the arguments as well."""

    @server.prompt(title="Prepare my 1:1")
    def prepare_one_on_one(rep: str, period: str = "last 30 days") -> str:
        """An agenda for a 1:1: what went well, the one pattern to work on, and whether the last action was done.

        Args:
            rep: Name or e-mail
            period: Such as: last 30 days (if left out), last quarter, October
        """
        return (
            f'Prepare my 1:1 with {rep}. Call get_rep_insights with rep="{rep}" and period="{period}". Then, for the '
            "pattern it names, get the exchange of one of its quotes with get_transcript. Give me: one thing to praise "
            "with the moment, the pattern with one moment to listen to together, what became of the last action, one "
            f"question to open with, and one plan to agree on. {HOW}"
        )

    @server.prompt(title="Debrief my last call")
    def debrief_last_call(rep: str) -> str:
        """What to keep, the one thing to change, and what to try in the next call.

        Args:
            rep: Whose call: your name or e-mail, as the server does not know who asks
        """
        return (
            f'Debrief the last call of {rep}. Call analyze_call with call="the last call" and rep="{rep}"; if several '
            "calls fit, ask me which. Tell me what to keep, the one thing to change with the exchange that shows it, "
            f"and words to try instead. Ask me how I saw it before you go on. {HOW}"
        )

    @server.prompt(title="What should I practise this week")
    def practise_this_week(rep: str) -> str:
        """One exercise from this person's own calls.

        Args:
            rep: Name or e-mail
        """
        return (
            f'What should {rep} practise this week? Call get_rep_insights with rep="{rep}" and period="last 30 days", '
            "then search_calls for the same person and the weakest dimension, lowest scores first. Pick one exercise "
            "of ten minutes from a real moment: play the customer's line, let me answer, then compare with what was "
            f"said and with the level that the rubric describes. {HOW}"
        )
