using System.CommandLine;
using System.CommandLine.Parsing;
using Engine.Host.Bench;

namespace Engine.Host.Cli;

/// <summary>
/// <c>engine bench count</c>: does one operation so many times and nothing else, for a tool that counts the instructions of a process. What two calls
/// with different numbers differ by is the operation's.
/// </summary>
internal static class BenchCountCommand
{
    private const int MostOperations = 1_000_000_000;

    public static Command Create()
    {
        var suite = new Argument<string>("suite") { Description = "The suite." };
        var name = new Argument<string>("case") { Description = "A case of it." };
        var operations = new Argument<int>("operations") { Description = "How often the operation is done, 0 or more." };
        operations.Validators.Add(static result => CheckOperations(result));
        var command = new Command("count", "Do one operation so many times and nothing else, under a tool that counts instructions.") { suite, name, operations };
        command.SetAction(parsed => Run(parsed.GetValue(suite)!, parsed.GetValue(name)!, parsed.GetValue(operations)));
        return command;
    }

    /// <summary>The command without its command line.</summary>
    /// <exception cref="UserError">There is no such suite or case.</exception>
    /// <exception cref="BenchCheckException">The result is wrong.</exception>
    internal static int Run(string suiteName, string caseName, int operations)
    {
        BenchSuite suite = BenchSuite.Select([suiteName])[0];
        BenchCase found = suite.Cases.FirstOrDefault(one => one.Name == caseName)
            ?? throw new UserError($"bench count: there is no case '{caseName}' in suite '{suiteName}'; choose from: {string.Join(", ", suite.Cases.Select(static one => one.Name))}.");
        IBenchSubject created = found.Setup(new BenchSettings(BenchEffort.Quick));
        using var owned = created as IDisposable;
        if (created is not BenchSubject subject)
        {
            throw new UserError($"bench count: {suiteName}/{caseName} does its work on several threads and waits between: its instructions are not those of an operation. Choose a case of another suite.");
        }

        subject.PrepareRound?.Invoke();
        subject.Run();
        subject.Baseline?.Invoke();
        if (subject.Verify() is string difference)
        {
            throw new BenchCheckException($"{suiteName}/{caseName}: wrong result: {difference}.");
        }

        for (int operation = 0; operation < operations; operation++)
        {
            subject.PrepareRound?.Invoke();
            subject.Run();
        }

        return ExitCode.Ok;
    }

    private static void CheckOperations(ArgumentResult result)
    {
        if (result.GetValueOrDefault<int>() is < 0 or > MostOperations)
        {
            result.AddError($"operations: choose 0 to {MostOperations}.");
        }
    }
}
