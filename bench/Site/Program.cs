using System.Globalization;
using Busbar.Bench.Site.Measuring;
using Busbar.Bench.Site.Serving;

// busbar-bench-site [scripted|site] [--short] [--guns N] [--seconds N]: measures; starts itself once more as the server, so that clients and server share no process.
// busbar-bench-site serve scripted|site N, or serve FILE: serves N guns, or those of a site's file, on a free port, which it prints, until its input ends; "stats" on it prints what was spent.
if (args is ["serve", var what, .. var count]) return await Serve.RunAsync(what, count is [var n] ? int.Parse(n, CultureInfo.InvariantCulture) : 0);
var isShort = args.Contains("--short");
var guns = Option("--guns", isShort ? 12 : 72);
var length = TimeSpan.FromSeconds(Option("--seconds", isShort ? 2 : 20));
string[] servers = args is ["scripted" or "site", ..] ? [args[0]] : ["scripted", "site"];
Console.WriteLine("| guns | scenario | charging | statuses | jitter p50, ms | p99 | p99.9 | max | answers | p50, ms | p99 | max | server CPU, % of one core | its world's | clients' | bytes allocated a message | unanswered |");
Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
var good = true;
foreach (var server in servers)
    foreach (var flood in (bool[])[false, true]) good &= await Measurement.RunAsync(server, guns, length, flood);
return good ? 0 : 1;

int Option(string name, int otherwise) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
