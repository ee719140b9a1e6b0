using System.Globalization;
using System.Text;
using System.Text.Json;
using Engine.Host.Serve;
using Engine.Host.Serve.Catalog;
using Engine.Internal;
using Xunit.Abstractions;

namespace Engine.Tests.Host.Serve.Page;

/// <summary>The page as a person has it: in a headless Chromium.</summary>
public class PageInBrowserTests(ITestOutputHelper output)
{
    [Fact]
    public Task Overview_shows_figures_charts_and_runs_and_fits_a_telephone() => InBrowserAsync(async (browser, host) =>
    {
        await ExecuteAsync(host, "sample-research", """{"delay_ms": 0}""");

        await browser.OpenAsync(host.Client.BaseAddress!.ToString(), width: 400, height: 800, isDark: true);

        await browser.UntilAsync("document.querySelectorAll('.card').length === 5 && document.querySelector('main table .status.completed')");
        await browser.UntilAsync("[...document.querySelectorAll('figure path')].some(path => path.getAttribute('d').includes('L'))");
        Assert.Equal(400, (await browser.EvaluateAsync("document.documentElement.scrollWidth")).GetInt32());
        Assert.NotEqual("rgb(255, 255, 255)", (await browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor")).GetString());
    });

    [Fact]
    public Task Run_is_coloured_while_it_goes_on_and_its_end_has_a_timeline_and_a_result() => InBrowserAsync(async (browser, host) =>
    {
        string run = await ExecuteAsync(host, "sample-research", """{"delay_ms": 60000}""");
        await browser.OpenAsync($"{host.Client.BaseAddress}#/run/{run}");

        await browser.UntilAsync("document.querySelectorAll('g.n.st-running').length === 3 && document.querySelectorAll('g.n.st-completed').length === 1");
        await browser.UntilAsync("document.querySelector('.lanes rect.completed')");
        // Cancelled by hand: the button, then the question.
        await browser.EvaluateAsync("[...document.querySelectorAll('main button')].find(button => button.textContent === 'Cancel').click()");
        await browser.UntilAsync("document.querySelector('dialog[open] button.main')");
        await browser.EvaluateAsync("document.querySelector('dialog button.main').click()");
        await browser.UntilAsync("document.querySelector('main .status.cancelled') && document.querySelectorAll('g.n.st-running').length === 0");

        string other = await ExecuteAsync(host, "sample-research", """{"delay_ms": 0}""");
        await host.EndOfAsync(other);
        await browser.EvaluateAsync($"location.hash = '#/run/{other}'");
        await browser.UntilAsync("document.querySelectorAll('g.n.st-completed').length === 9 && document.querySelectorAll('.lanes rect.critical').length >= 2");
        await browser.UntilAsync("[...document.querySelectorAll('main pre')].some(text => text.textContent.includes('review')) && [...document.querySelectorAll('main pre')].some(text => text.textContent.includes('delay_ms'))");
        await browser.EvaluateAsync("document.querySelector('g.n[data-node=\"0\"]').dispatchEvent(new MouseEvent('click'))");
        await browser.UntilAsync("document.querySelector('g.n.chosen') && [...document.querySelectorAll('h2')].some(title => title.textContent === 'Task brief')");
    });

    [Fact]
    public Task Failed_run_is_tried_again_by_its_button() => InBrowserAsync(async (browser, host) =>
    {
        await host.PostAsync("/api/v1/workflows", """{"workflow_id": "bad", "agents": {"a": {"type": "fail", "capabilities": []}}, "tasks": [{"task_id": "one", "agent_role": "a", "depends_on": []}]}""");
        string run = await ExecuteAsync(host, "bad", "{}");
        await host.EndOfAsync(run);
        await browser.OpenAsync($"{host.Client.BaseAddress}#/run/{run}");

        await browser.UntilAsync("[...document.querySelectorAll('main button')].some(button => button.textContent === 'Retry' && !button.disabled)");
        await browser.EvaluateAsync("[...document.querySelectorAll('main button')].find(button => button.textContent === 'Retry').click()");

        await browser.UntilAsync("document.querySelector('main')?.innerText.includes('execution retried')");
    });

    [Fact]
    public Task Workflow_is_removed_by_its_button() => InBrowserAsync(async (browser, host) =>
    {
        await host.EndOfAsync(await ExecuteAsync(host, "sample-research", """{"delay_ms": 0}"""));
        await browser.OpenAsync($"{host.Client.BaseAddress}#/workflow/sample-research");
        await PressAsync(browser, "Remove");
        await browser.UntilAsync("location.hash === '#/workflows' && document.querySelector('main')?.innerText.includes('There is none')");
    });

    [Fact]
    public async Task Held_run_is_dismissed_by_its_button()
    {
        using var folder = new TempFolder();
        string run;
        await using (ServedHost first = await ServedHost.StartAsync(options => options with { Folder = folder.Path }))
        {
            run = await ExecuteAsync(first, "sample-research", """{"delay_ms": 60000}""");
        }

        // Its definition is lost.
        using (var file = new DefinitionFile(new FolderDisk(folder.Path)))
        {
            file.Read();
            file.Open();
            DefinitionFrames removal = new();
            removal.AddRemoval("", "sample-research", 0);
            file.Append(removal);
        }

        await InBrowserAsync(
            async (browser, host) =>
            {
                await browser.OpenAsync($"{host.Client.BaseAddress}#/run/{run}");
                await browser.UntilAsync("document.querySelector('main .status.held') && document.querySelector('main')?.innerText.includes('no workflow')");
                await PressAsync(browser, "Dismiss");
                await browser.UntilAsync("location.hash === '#/runs?status=held' && document.querySelector('main')?.innerText.includes('There is none')");
            },
            options => options with { Folder = folder.Path });
    }

    [Fact]
    public Task Graph_of_five_thousand_tasks_is_shown_as_squares() => InBrowserAsync(async (browser, host) =>
    {
        const int Tasks = 5_000, Width = 50;
        var definition = new StringBuilder("""{"workflow_id": "large", "agents": {"a": {"type": "echo", "capabilities": []}}, "tasks": [""");
        for (int task = 0; task < Tasks; task++)
        {
            string dependency = task < Width ? "" : $"\"t{task - Width}\"";
            definition.Append(CultureInfo.InvariantCulture, $$"""{{(task == 0 ? "" : ",")}}{"task_id": "t{{task}}", "agent_role": "a", "depends_on": [{{dependency}}]}""");
        }

        (await host.PostAsync("/api/v1/workflows", definition.Append("]}").ToString())).Ok(201);
        string run = await ExecuteAsync(host, "large", "{}");
        await host.EndOfAsync(run);

        await browser.OpenAsync($"{host.Client.BaseAddress}#/run/{run}", width: 400, height: 800);

        await browser.UntilAsync("document.querySelector('.tasks canvas')?.height > 100 && document.querySelector('main table')?.rows.length === 501");
        Assert.Equal(400, (await browser.EvaluateAsync("document.documentElement.scrollWidth")).GetInt32());
    });

    [Fact]
    public Task Runs_are_filtered_with_the_keyboard_alone() => InBrowserAsync(async (browser, host) =>
    {
        await ExecuteAsync(host, "sample-research", """{"delay_ms": 0}""");
        await browser.OpenAsync($"{host.Client.BaseAddress}#/runs");
        await browser.UntilAsync("document.querySelector('main table')");

        await browser.PressAsync("/");
        await browser.UntilAsync("document.activeElement?.name === 'workflow_id'");
        foreach (char letter in "nobody")
        {
            await browser.PressAsync(letter.ToString());
        }

        await browser.PressAsync("\r");
        await browser.UntilAsync("location.hash === '#/runs?workflow_id=nobody' && document.querySelector('main')?.innerText.includes('There is none')");
    });

    /// <summary>Runs a test with a browser and a host; afterwards the page must have complained of nothing.</summary>
    private async Task InBrowserAsync(Func<Browser, ServedHost, Task> test, Func<ServeOptions, ServeOptions>? change = null)
    {
        if (await Browser.TryStartAsync() is not { } browser)
        {
            output.WriteLine(Browser.Missing);
            return;
        }

        await using var _ = browser;
        await using ServedHost host = await ServedHost.StartAsync(change);
        await test(browser, host);
        Assert.Empty(browser.Errors);
    }

    /// <summary>Presses a button, and then the one of the question.</summary>
    private static async Task PressAsync(Browser browser, string name)
    {
        await browser.UntilAsync($"[...document.querySelectorAll('main button')].some(button => button.textContent === '{name}' && !button.disabled)");
        await browser.EvaluateAsync($"[...document.querySelectorAll('main button')].find(button => button.textContent === '{name}').click()");
        await browser.UntilAsync("document.querySelector('dialog[open] button.main')");
        await browser.EvaluateAsync("document.querySelector('dialog button.main').click()");
    }

    private static async Task<string> ExecuteAsync(ServedHost host, string workflow, string input)
    {
        JsonElement started = (await host.PostAsync($"/api/v1/workflows/{workflow}/execute", $$"""{"input_data": {{input}}}""")).Ok();
        return started.GetProperty("execution_id").GetString()!;
    }
}
