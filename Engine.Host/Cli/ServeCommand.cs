using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Engine.Host.Cli;

internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Serve workflows over HTTP.");
        command.SetAction(async (parsed, token) =>
        {
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:8012");
            await using WebApplication app = builder.Build();
            app.Run(static context => context.Response.WriteAsync("ok"));
            await app.StartAsync(token);
            parsed.InvocationConfiguration.Output.WriteLine("up");
            parsed.InvocationConfiguration.Output.Flush();
            await app.WaitForShutdownAsync(token);
            return 0;
        });
        return command;
    }
}
