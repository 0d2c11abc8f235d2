using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Api;

/// <summary>Serves the built console: its files, and its page for every path that is the console's own. Without a build, a page that says so.</summary>
internal sealed class ConsoleFiles : IDisposable
{
    private const string Page = "index.html";

    /// <summary>Names of files in this folder hold a hash of their content.</summary>
    private const string HashedFolder = "/assets";

    private readonly PhysicalFileProvider? _files;

    public ConsoleFiles(ApiOptions options, ILogger<ConsoleFiles> log)
    {
        var folder = Path.GetFullPath(options.ConsoleFolder ?? Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        if (File.Exists(Path.Combine(folder, Page))) _files = new PhysicalFileProvider(folder);
        else log.ConsoleMissing(Page, folder);
    }

    public void Use(IApplicationBuilder app)
    {
        if (_files is null) return;
        app.UseStaticFiles(new StaticFileOptions { FileProvider = _files, OnPrepareResponse = SetCaching });
    }

    /// <summary>Middleware after routing: a page request that no endpoint wants is the console's.</summary>
    public Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        var path = http.Request.Path;
        var isPage = http.GetEndpoint() is null && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
            && !ApiRoutes.IsReserved(path) && !Path.HasExtension(path.Value);
        if (!isPage) return next(http);
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        return _files is null ? http.Response.WriteAsync(NotBuilt) : http.Response.SendFileAsync(_files.GetFileInfo(Page));
    }

    public void Dispose() => _files?.Dispose();

    private static void SetCaching(StaticFileResponseContext context) =>
        context.Context.Response.Headers.CacheControl =
            context.Context.Request.Path.StartsWithSegments(HashedFolder, StringComparison.Ordinal)
                ? "public, max-age=31536000, immutable"
                : "no-cache";

    private const string NotBuilt =
        """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Busbar</title>
        <style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}code{background:#8882;padding:.1em .3em;border-radius:.2em}</style>
        </head>
        <body>
        <h1>Busbar runs</h1>
        <p>Its console is not built. With Node.js installed, build it and start again:</p>
        <p><code>cd web &amp;&amp; npm ci &amp;&amp; npm run build</code></p>
        <p>Everything else works: the API at <a href="/api/v1/info">/api/v1</a>, described at <a href="/openapi/v1.json">/openapi/v1.json</a>,
        <a href="/health/ready">/health/ready</a> and <a href="/metrics">/metrics</a>.</p>
        </body>
        </html>
        """;
}
