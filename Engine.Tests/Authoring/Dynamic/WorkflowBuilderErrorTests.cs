using System.Collections.Immutable;
using Engine.Internal;
using Engine.Tests.Generators;
using Microsoft.CodeAnalysis;

namespace Engine.Tests.Authoring.Dynamic;

/// <summary>Everything that may be wrong with a workflow is said when it is built, all of it at once, with the analyser's ids and words.</summary>
public class WorkflowBuilderErrorTests
{
    private enum Size
    {
        Small,
        Large,
        Huge,
    }

    [Flags]
    private enum Marks
    {
        None = 0,
        Red = 1,
    }

    [Fact]
    public void Rules_are_the_analysers_with_its_words()
    {
        var rules = (ImmutableArray<DiagnosticDescriptor>)DiagnosticProgram.Generators
            .GetType("Engine.Generators.Diagnostics.Rules", throwOnError: true)!
            .GetField("All")!
            .GetValue(null)!;
        Assert.Equal(BuildRules.All.Select(static rule => rule.Id), BuildRules.All.Select(static rule => rule.Id).Distinct().Order());
        Assert.All(BuildRules.All, built =>
        {
            DiagnosticDescriptor rule = rules.Single(rule => rule.Id == built.Id);

            // What is wrong is said in the same words; the mend may be another one.
            Assert.Equal(Problem(rule.MessageFormat.ToString(null)), Problem(built.Message));
        });
        static string Problem(string message) => message.Split(';', ':')[0];
    }

    [Fact]
    public void Workflow_without_steps_is_refused() =>
        AssertWrong(static flow => flow.Input, "ENG004: 'W' has no step; add one");

    [Fact]
    public void Two_steps_of_one_name_are_refused() => AssertWrong(
        static flow =>
        {
            flow.Effect("A", static () => { });
            return flow.Step("A", flow.Input, static (in int x) => x);
        },
        "ENG006: 'A' is already the name of another step; give each a name of its own");

    [Fact]
    public void Too_many_steps_are_refused() => AssertWrong(
        static flow =>
        {
            for (int i = 0; i < DynamicPlan.MaxSteps; i++)
            {
                flow.Effect($"E{i}", static () => { });
            }

            return flow.Step("A", flow.Input, static (in int x) => x);
        },
        $"ENG007: 'W' has {DynamicPlan.MaxSteps + 1} steps, and a workflow may have {DynamicPlan.MaxSteps}; split it, or let one step do work that repeats");

    [Fact]
    public void Slot_of_another_builder_is_refused_wherever_it_is_used() => AssertWrong(
        static flow =>
        {
            var other = new WorkflowBuilder<int, int>("Other");
            Slot<int> foreign = other.Step("F", other.Input, static (in int x) => x);
            Slot<bool> condition = other.Step("C", other.Input, static (in int x) => x > 0);
            flow.Effect("E", static () => { }).When(condition).After(foreign);
            return flow.Step("A", foreign, static (in int x) => x);
        },
        "ENG017: [When] on 'E' names 'C', which is no step of 'W'; it belongs to the builder of 'Other'",
        "ENG017: [After] on 'E' names 'F', which is no step of 'W'; it belongs to the builder of 'Other'",
        "ENG010: Parameter 'F' of step 'A' has no source: it belongs to the builder of 'Other'; take a slot of 'W'");

    [Fact]
    public void Output_of_another_builder_is_refused() => AssertWrong(
        static flow =>
        {
            var other = new WorkflowBuilder<int, int>("Other");
            flow.Effect("E", static () => { });
            return other.Step("F", other.Input, static (in int x) => x);
        },
        "ENG020: No step of 'W' returns 'int', the workflow's output; the slot belongs to the builder of 'Other'");

    [Fact]
    public void Effect_among_inputs_is_refused() => AssertWrong(
        static flow =>
        {
            Slot effect = flow.Effect("E", static () => { });
            return flow.Step("A", [effect], static (in StepInputs inputs) => inputs.Count);
        },
        "ENG010: Parameter 'E' of step 'A' has no source: the step has no value; name it in After if only the order matters");

    [Fact]
    public void Maybe_of_what_is_no_step_is_refused() => AssertWrong(
        static flow => flow.Step("A", flow.Input.OrNone(), static (in Maybe<int> x) => x.ValueOr(0)),
        "ENG010: Parameter 'input' of step 'A' has no source: only a step may be skipped; take the slot itself, without OrNone");

    [Fact]
    public void Step_that_refers_to_itself_is_refused() => AssertWrong(
        static flow =>
        {
            Slot<bool> check = flow.Step("Check", flow.Input, static (in int x) => x > 0);
            check.When(check);
            return flow.Step("A", flow.Input, static (in int x) => x).After("A");
        },
        "ENG013: Step 'Check' refers to itself in [When], but a step cannot wait for itself; name the step that decides",
        "ENG013: Step 'A' refers to itself in [After], but a step cannot wait for itself; name another step or remove it");

    [Fact]
    public void Shortest_cycle_is_printed() => AssertWrong(
        static flow =>
        {
            Slot<int> a = flow.Step("A", flow.Input, static (in int x) => x).After("E");
            Slot<int> b = flow.Step("B", a, static (in int x) => x);
            Slot<int> c = flow.Step("C", b, static (in int x) => x).After("D");
            Slot<int> d = flow.Step("D", c, static (in int x) => x);
            return flow.Step("E", d, static (in int x) => x);
        },
        "ENG014: These steps wait for each other: C -> D -> C; let one of them do without the value, condition or [After] of the one before it");

    [Fact]
    public void Value_that_nobody_reads_is_refused() => AssertWrong(
        static flow =>
        {
            flow.Step("Lost", flow.Input, static (in int x) => x);
            return flow.Step("A", flow.Input, static (in int x) => x);
        },
        "ENG015: Nothing reads the value of step 'Lost'; let a step take it, build the workflow with it as output, or add it as an effect if it works by that");

    [Fact]
    public void Unknown_name_is_refused_with_the_likely_one() => AssertWrong(
        static flow =>
        {
            Slot<int> charge = flow.Step("Charge", flow.Input, static (in int x) => x);
            flow.Compensate(charge, "Refund", static () => { });
            flow.Effect("Audit", static () => { }).After("Chrage", "Elsewhere", "Refund");
            return charge;
        },
        "ENG017: [After] on 'Audit' names 'Chrage', which is no step of 'W'; did you mean 'Charge'?",
        "ENG017: [After] on 'Audit' names 'Elsewhere', which is no step of 'W'; give the name of a step",
        "ENG017: [After] on 'Audit' names 'Refund', which is no step of 'W'; it is a compensation");

    [Fact]
    public void Input_as_output_is_refused() => AssertWrong(
        static flow =>
        {
            flow.Effect("E", static () => { });
            return flow.Input;
        },
        "ENG020: No step of 'W' returns 'int', the workflow's output; 'input' is no step's value, so let the last step return it");

    [Fact]
    public void Output_that_may_be_skipped_is_refused() => AssertWrong(
        static flow =>
        {
            Slot<bool> check = flow.Step("Check", flow.Input, static (in int x) => x > 0);
            Slot<int> a = flow.Step("A", flow.Input, static (in int x) => x).When(check);
            return flow.Step("B", a, static (in int x) => x);
        },
        "ENG022: Step 'B' is the output of 'W' but may be skipped with 'A', whose plain value it takes; let it take Maybe<T> of what may be missing, and put conditions on the steps before it");

    [Fact]
    public void Output_with_a_condition_is_refused() => AssertWrong(
        static flow =>
        {
            Slot<bool> check = flow.Step("Check", flow.Input, static (in int x) => x > 0);
            return flow.Step("A", flow.Input, static (in int x) => x).When(check);
        },
        "ENG022: Step 'A' is the output of 'W' but may be skipped by its condition on 'Check'; let it take Maybe<T> of what may be missing, and put conditions on the steps before it");

    [Fact]
    public void Condition_on_what_is_no_step_is_refused()
    {
        var flow = new WorkflowBuilder<bool, int>("W");
        Slot<int> a = flow.Step("A", static () => 1);
        flow.Effect("E", static () => { }).When(flow.Input);
        var wrong = Assert.Throws<WorkflowBuildException>(() => flow.Build(a));
        Assert.Equal(["ENG017: [When] on 'E' names 'input', which is no step of 'W'; let a step return it"], wrong.Errors.Select(static error => error.ToString()));
    }

    [Fact]
    public void Case_over_flags_is_refused() => AssertWrong(
        static flow =>
        {
            Slot<Marks> marks = flow.Step("Mark", flow.Input, static (in int x) => (Marks)x);
            flow.Effect("E", static () => { }).Case(marks, Marks.Red);
            return flow.Step("A", flow.Input, static (in int x) => x);
        },
        "ENG032: [Case] on 'E' names 'Mark', which returns 'Marks'; a [Flags] enum has values beyond its members; return an enum of the cases");

    [Fact]
    public void Switch_with_a_gap_is_refused() => AssertWrong(
        static flow =>
        {
            Slot<Size> size = flow.Step("Measure", flow.Input, static (in int x) => (Size)x);
            flow.Effect("E", static () => { }).Case(size, Size.Large);
            return flow.Step("A", flow.Input, static (in int x) => x);
        },
        "ENG033: No branch over step 'Measure' takes 'Small' or 'Huge'; add a [Case] or a [Default]");

    [Fact]
    public void Step_that_can_never_run_is_refused() => AssertWrong(
        static flow =>
        {
            Slot<bool> check = flow.Step("Check", flow.Input, static (in int x) => x > 0);
            Slot<int> yes = flow.Step("Yes", flow.Input, static (in int x) => x).When(check);
            flow.Effect("Never", yes, static (in int _) => { }).Unless(check);
            return flow.Step("A", flow.Input, static (in int x) => x);
        },
        "ENG034: Step 'Never' can never run: no value of 'Check' meets all its conditions and those of the steps whose values it takes; remove one, or take Maybe<T>");

    [Fact]
    public void Case_values_that_do_not_fit_are_refused() => AssertWrong(
        static flow =>
        {
            Slot<Size> size = flow.Step("Measure", flow.Input, static (in int x) => (Size)x);
            flow.Effect("E", static () => { }).Case(size, (Size)9).Case(size, Size.Large, Size.Large);
            flow.Effect("F", static () => { }).Case(size);
            flow.Effect("G", static () => { }).Default(size);
            return flow.Step("A", flow.Input, static (in int x) => x);
        },
        "ENG035: [Case] on 'E' names '9'; no member of 'Size' has that value",
        "ENG035: [Case] on 'E' names 'Large' twice; once is enough",
        "ENG035: [Case] on 'F' names no value; give a member of 'Size'");

    [Fact]
    public void Conditions_without_effect_are_refused() => AssertWrong(
        static flow =>
        {
            Slot<bool> check = flow.Step("Check", flow.Input, static (in int x) => x > 0);
            Slot<Size> size = flow.Step("Measure", flow.Input, static (in int x) => (Size)x);
            flow.Effect("E", static () => { }).When(check).When(check);
            flow.Effect("F", static () => { }).Default(size);
            return flow.Step("A", flow.Input, static (in int x) => x);
        },
        "ENG062: [When] on 'E' has no effect: it names 'Check' a second time; remove it",
        "ENG062: [Default] on 'F' has no effect: no [Case] is over 'Measure', so that the branch always runs; remove it");

    [Fact]
    public void Case_and_default_on_one_step_are_refused() => AssertWrong(
        static flow =>
        {
            Slot<Size> size = flow.Step("Measure", flow.Input, static (in int x) => (Size)x);
            flow.Effect("E", static () => { }).Case(size, Size.Small).Default(size);
            return flow.Step("A", flow.Input, static (in int x) => x);
        },
        "ENG062: [Default] on 'E' has no effect: the step also has a [Case] over 'Measure'; list its values in the case, and let another step be the default");

    [Fact]
    public void Timeout_without_a_token_is_refused() => AssertWrong(
        static flow => flow.Step("A", flow.Input, static (in int x) => x).Timeout(5),
        "ENG060: The step 'A' has a [Timeout] but takes no CancellationToken, by which it would be told; add the builder's Token to what it takes");

    [Fact]
    public void Policies_out_of_range_are_refused() => AssertWrong(
        static flow =>
        {
            flow.Effect("B", static () => { }).Retry(0);
            flow.Effect("C", static () => { }).Retry(1, delayMs: -1);
            flow.Effect("D", static () => { }).Retry(1, backoff: Backoff.Linear);
            flow.Effect("E", static () => { }).Retry(1, delayMs: 10, backoff: Backoff.Linear, maxDelayMs: 5);
            flow.Effect("F", static () => { }).Retry(1, delayMs: 10, maxDelayMs: 20);
            flow.Effect("G", static () => { }).Retry(1, on: typeof(string));
            flow.Effect("H", static () => { }).Retry(1).Retry(2);
            flow.Effect("I", static () => { }).Retry(1, delayMs: 1, maxDelayMs: -5);
            flow.Effect("J", static () => { }).Retry(1, delayMs: 1, backoff: (Backoff)7);
            return flow.Step("A", flow.Input, flow.Token, static (in int x, in CancellationToken _) => x).Timeout(0);
        },
        "ENG061: [Retry] on 'B': 0 retries; give 1 to 1,000,000",
        "ENG061: [Retry] on 'C': DelayMs is -1; give 0 to 86400000, a day",
        "ENG061: [Retry] on 'D': Backoff has no effect without a delay; set DelayMs",
        "ENG061: [Retry] on 'E': MaxDelayMs 5 is below DelayMs 10; raise it or remove it",
        "ENG061: [Retry] on 'F': MaxDelayMs has no effect on a constant delay; set Backoff or remove it",
        "ENG061: [Retry] on 'G': 'string' is no type of exception; give one that derives from Exception",
        "ENG062: [Retry] on 'H' has no effect: it is given twice, and the last one counts; remove the others",
        "ENG061: [Retry] on 'I': MaxDelayMs is -5; give 0 to 86400000, a day",
        "ENG061: [Retry] on 'J': Backoff 7 is none of its members; give Constant, Linear or Exponential",
        "ENG061: [Timeout] on 'A': 0 milliseconds are no time; give 1 or more");

    [Fact]
    public void Compensation_with_a_value_that_may_not_be_there_is_refused() => AssertWrong(
        static flow =>
        {
            Slot<bool> check = flow.Step("Check", flow.Input, static (in int x) => x > 0);
            Slot<int> before = flow.Step("Before", flow.Input, static (in int x) => x).When(check);
            Slot<int> beside = flow.Step("Beside", flow.Input, static (in int x) => x);
            Slot<int> a = flow.Step("A", before.OrNone(), static (in Maybe<int> x) => x.ValueOr(0));
            Slot<int> after = flow.Step("After", a, beside, static (in int x, in int y) => x + y);
            flow.Compensate(a, "Undo", before, beside, after, static (in int _, in int _, in int _) => { });
            return after;
        },
        "ENG063: Parameter 'Before' of compensation 'Undo' takes the value of step 'Before', which need not have completed when 'A' has; it may have been skipped, so take Maybe<int>",
        "ENG063: Parameter 'Beside' of compensation 'Undo' takes the value of step 'Beside', which need not have completed when 'A' has; nothing orders it before 'A', so let 'A' come after it or keep what is needed in the value of 'A'",
        "ENG063: Parameter 'After' of compensation 'Undo' takes the value of step 'After', which need not have completed when 'A' has; it waits for 'A' itself, so keep what is needed in the value of 'A', or compensate 'After'");

    [Fact]
    public void Second_compensation_and_conditions_of_one_are_refused() => AssertWrong(
        static flow =>
        {
            Slot<bool> check = flow.Step("Check", flow.Input, static (in int x) => x > 0);
            flow.Effect("E", static () => { }).When(check);
            Slot<int> a = flow.Step("A", flow.Input, static (in int x) => x);
            flow.Compensate(a, "Undo", static () => { }).When(check);
            flow.Compensate(a, "Again", static () => { });
            return a;
        },
        "ENG062: [When] on 'Undo' has no effect: a compensation runs when its step has completed and the run fails; remove it",
        "ENG064: Step 'A' is compensated by 'Undo' and by 'Again'; merge them");

    [Fact]
    public void What_is_probably_not_meant_is_a_warning()
    {
        var flow = new WorkflowBuilder<int, int>("W");
        Slot<int> a = flow.Step("A", flow.Input, static (in int x) => x);
        Slot<bool> check = flow.Step("Check", a, static (in int x) => x > 0);
        flow.Effect("E", static () => { }).When(check).After(check, a);
        Slot<int> b = flow.Step("B", a.OrNone(), static (in Maybe<int> x) => x.ValueOr(0)).After("A", "Check", "Check");
        Assert.Equal(
            [
                "ENG070: [After] on 'B' names 'Check', which it follows anyway: it is named twice; remove the name",
                "ENG030: Parameter 'A' of step 'B' is Maybe<int>, but step 'A' is never skipped; take 'int'",
                "ENG070: [After] on 'E' names 'Check', which it follows anyway: it is one of its conditions; remove the name",
                "ENG070: [After] on 'E' names 'A', which it follows anyway: through A -> Check -> E; remove the name",
                "ENG070: [After] on 'B' names 'A', which it follows anyway: it takes its value; remove the name",
            ],
            flow.Build(b).Warnings.Select(static warning => warning.ToString()));
    }

    [Fact]
    public void Message_lists_everything_and_counts_what_it_leaves_out()
    {
        var flow = new WorkflowBuilder<int, int>("W");
        for (int i = 0; i < 130; i++)
        {
            flow.Effect($"E{i}", static () => { }).Retry(0);
        }

        Slot<int> a = flow.Step("A", flow.Input, static (in int x) => x);
        var wrong = Assert.Throws<WorkflowBuildException>(() => flow.Build(a));
        Assert.Equal("W", wrong.WorkflowName);
        Assert.Equal(BuildReport.MaxListed, wrong.Errors.Count);
        Assert.StartsWith("Workflow 'W' cannot be built: 130 errors.\n  ENG061: [Retry] on 'E0': 0 retries; give 1 to 1,000,000\n  ENG061: ", wrong.Message, StringComparison.Ordinal);
        Assert.EndsWith("\n  and 30 more", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Builder_is_used_once()
    {
        var flow = new WorkflowBuilder<int, int>("W");
        Slot<int> a = flow.Step("A", flow.Input, static (in int x) => x);
        flow.Build(a);
        const string Message = "Workflow 'W' has been built and cannot be changed or built again. Make another WorkflowBuilder.";
        Assert.Equal(Message, Assert.Throws<InvalidOperationException>(() => flow.Build(a)).Message);
        Assert.Equal(Message, Assert.Throws<InvalidOperationException>(() => flow.Effect("B", static () => { })).Message);
        Assert.Equal(Message, Assert.Throws<InvalidOperationException>(() => a.Retry(1)).Message);
    }

    [Fact]
    public void Calls_that_make_no_sense_are_refused_at_once()
    {
        var flow = new WorkflowBuilder<int, int>("W");
        Slot<int> a = flow.Step("A", flow.Input, static (in int x) => x);
        Assert.Throws<ArgumentException>(() => new WorkflowBuilder<int, int>(" "));
        Assert.Throws<ArgumentException>(() => flow.Effect("", static () => { }));
        Assert.Throws<ArgumentNullException>(() => flow.Step<int, int>("B", null!, static (in int x) => x));
        Assert.Throws<ArgumentNullException>(() => flow.Effect("B", null!));
        Assert.Throws<ArgumentNullException>(() => flow.Build(null!));
        Assert.Throws<ArgumentNullException>(() => a.When(null!));
        Assert.Throws<ArgumentNullException>(() => a.After((Slot)null!));
        Assert.StartsWith("Retry says something of a step, and 'input' is none here", Assert.Throws<ArgumentException>(() => flow.Input.Retry(1)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Compensation 'U' undoes 'input', which is no step of this workflow", Assert.Throws<ArgumentException>(() => flow.Compensate(flow.Input, "U", static () => { })).Message, StringComparison.Ordinal);
    }

    private static void AssertWrong(Func<WorkflowBuilder<int, int>, Slot<int>> describe, params string[] errors)
    {
        var flow = new WorkflowBuilder<int, int>("W");
        Slot<int> output = describe(flow);
        var wrong = Assert.Throws<WorkflowBuildException>(() => flow.Build(output));
        Assert.Equal(errors, wrong.Errors.Select(static error => error.ToString()));
    }
}
