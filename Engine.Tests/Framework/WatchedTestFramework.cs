using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("Engine.Tests.Framework.WatchedTestFramework", "Engine.Tests")]

namespace Engine.Tests.Framework;

/// <summary>The framework as it is, and the process ends with their names where tests do not end.</summary>
public sealed class WatchedTestFramework(IMessageSink diagnosticMessageSink) : XunitTestFramework(diagnosticMessageSink)
{
    /// <summary>No measure of speed: each wait in a test ends within <see cref="Patience.Limit"/>, and what takes longer than this will never end.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) => new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assemblyName, ISourceInformationProvider sources, IMessageSink diagnosticMessageSink)
        : XunitTestFrameworkExecutor(assemblyName, sources, diagnosticMessageSink)
    {
        protected override void RunTestCases(IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            var watch = new TestWatch(TimeProvider.System, Limit);

            // A thread of its own: those of the pool may be what tests have taken.
            new Thread(() => Look(watch)) { IsBackground = true, Name = "test watch" }.Start();
            base.RunTestCases(testCases, new Seeing(watch, executionMessageSink), executionOptions);
        }

        private static void Look(TestWatch watch)
        {
            string? overdue;
            while ((overdue = watch.Overdue()) is null)
            {
                Thread.Sleep(Pause);
            }

            Environment.FailFast(overdue);
        }
    }

    private sealed class Seeing(TestWatch watch, IMessageSink next) : LongLivedMarshalByRefObject, IMessageSink
    {
        public bool OnMessage(IMessageSinkMessage message)
        {
            switch (message)
            {
                case ITestStarting starting:
                    watch.Started(starting.Test.DisplayName);
                    break;
                case ITestFinished finished:
                    watch.Ended(finished.Test.DisplayName);
                    break;
            }

            return next.OnMessage(message);
        }
    }
}
