using System.Text.Json;
using Busbar.House.Tests.Running;
using Busbar.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Busbar.House.Tests.Browser;

/// <summary>The console in Debian's Chromium, against a running demo, as an operator uses it.</summary>
public sealed class ConsoleTests(ConsoleTests.Demo demo) : IClassFixture<ConsoleTests.Demo>
{
    private const float Patience = 60_000; // Milliseconds; the first anomaly takes about half a minute.
    private static readonly string[] Pages = ["/", "/stations", "/stations/LAB-1", "/alarms", "/transactions", "/twin", "/twin?view=fit", "/twin?view=follow", "/twin?view=forecast&ahead=ways", "/id-tags", "/messages", "/mqtt", "/audit", "/dead-letters", "/cluster", "/settings"];

    [Fact]
    public async Task The_station_page_draws_the_live_current_and_the_anomaly()
    {
        var page = await demo.OpenAsync("/stations/LAB-1");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "LAB-1" })).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.Locator("canvas").First).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.GetByText("open alarm").First).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.Locator("text=MeterValues >> visible=true").First).ToBeVisibleAsync(new() { Timeout = Patience });
    }

    [Fact]
    public async Task An_operator_stops_a_charger_by_a_button_and_reads_the_chargers_own_answer()
    {
        var id = await Until.GetAsync<JsonElement>(async () =>
            (await demo.Hub.GetAsync("/api/v1/chargers")).EnumerateArray()
                .Where(c => c.GetProperty("id").GetString()!.StartsWith("SIM-", StringComparison.Ordinal) && c.GetProperty("openTransactions").GetInt32() > 0)
                .Select(c => (JsonElement?)c.GetProperty("id")).FirstOrDefault(), "a simulated charger charges", TimeSpan.FromSeconds(90));
        var page = await demo.OpenAsync($"/stations/{id.GetString()}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync(new() { Timeout = Patience });
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync(new() { Timeout = Patience });
        await Expect(dialog.GetByText("Accepted").First).ToBeVisibleAsync(new() { Timeout = Patience });
        var stopped = await Until.GetAsync<JsonElement>(async () =>
            (await demo.Hub.GetAsync($"/api/v1/transactions?chargerId={id.GetString()}&open=false")).EnumerateArray().Select(t => (JsonElement?)t).FirstOrDefault(), "the transaction ended");
        Assert.Equal("Remote", stopped.GetProperty("stopReason").GetString());
    }

    [Fact]
    public async Task The_list_of_stations_is_searched_and_leads_to_a_station_by_keyboard()
    {
        var page = await demo.OpenAsync("/stations");
        await Expect(page.GetByText("SIM-03").First).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("LAB");
        await Expect(page.GetByText("SIM-03")).ToHaveCountAsync(0, new() { Timeout = Patience });
        await Expect(page.GetByText("LAB-1").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_view_is_kept_by_name_and_leaves_as_a_CSV_file()
    {
        var errors = new List<string>();
        var page = await demo.OpenAsync("/stations?search=SIM-0&sort=power&order=desc", errors: errors);
        await Expect(page.GetByText("SIM-03").First).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.GetByRole(AriaRole.Button, new() { Name = "Views" }).ClickAsync();
        await page.GetByLabel("Name of the view").FillAsync("Busy ones");
        await page.Keyboard.PressAsync("Enter");
        await page.GotoAsync("/stations");
        await Expect(page.GetByText("LAB-1").First).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.GetByRole(AriaRole.Button, new() { Name = "Views" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Busy ones", Exact = true }).ClickAsync();
        await Expect(page.GetByText("LAB-1")).ToHaveCountAsync(0, new() { Timeout = Patience });
        Assert.Contains("sort=power", page.Url, StringComparison.Ordinal);

        var file = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "CSV" }).ClickAsync(), new() { Timeout = Patience });
        Assert.Matches("^busbar-stations-[0-9-]+\\.csv$", file.SuggestedFilename);
        var lines = await File.ReadAllLinesAsync((await file.PathAsync())!, TestContext.Current.CancellationToken);
        Assert.StartsWith("Station,Name,Location,State", lines[0], StringComparison.Ordinal);
        Assert.All(lines.Skip(1), line => Assert.StartsWith("SIM-0", line, StringComparison.Ordinal));
        Assert.True(lines.Length > 5, $"{lines.Length} lines");
        Assert.Empty(errors);
    }

    [Fact]
    public async Task A_command_goes_to_all_that_are_selected_and_the_audit_log_says_who_sent_it()
    {
        var errors = new List<string>();
        var page = await demo.OpenAsync("/stations?search=SIM-0&status=connected", errors: errors);
        await Expect(page.GetByText("SIM-03").First).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await Expect(page.GetByText("1 selected")).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.GetByLabel("Select every station that fits").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a command…" }).ClickAsync();
        var drawer = page.GetByRole(AriaRole.Dialog);
        await drawer.GetByLabel("Command", new() { Exact = true }).SelectOptionAsync("TriggerMessage", new() { Timeout = Patience });
        await drawer.GetByLabel("Requested message").SelectOptionAsync("Heartbeat");
        await drawer.GetByLabel("How fast").SelectOptionAsync("50");
        await drawer.GetByRole(AriaRole.Button, new() { NameRegex = new("^Send to [0-9]+ stations$") }).ClickAsync();
        await drawer.GetByRole(AriaRole.Button, new() { NameRegex = new("^Yes, send to [0-9]+ stations$") }).ClickAsync();
        await Expect(drawer.GetByText("stations dealt with")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(drawer.GetByRole(AriaRole.Row).First).ToContainTextAsync("SIM-0");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();

        await page.GotoAsync("/audit?kind=TriggerMessage&target=SIM-03");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Trigger message" }).First).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("127.0.0.1")).ToBeVisibleAsync(new() { Timeout = Patience });
        Assert.Empty(errors);
    }

    [Fact]
    public async Task The_MQTT_page_shows_a_client_by_keyboard_and_disconnects_it_after_one_question()
    {
        using var client = await MqttPeer.ConnectAsync(demo.Hub, "browser/1", expected: 0);
        await client.WriteAsync(MqttPeer.Subscribe("browser/#"));
        Assert.Equal([0x90, 3, 0, 1, 1], await MqttPeer.ReadAsync(client));
        var errors = new List<string>();
        var page = await demo.OpenAsync("/mqtt", errors: errors);
        await Expect(page.Locator("canvas")).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("browser");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "browser/1" })).ToBeVisibleAsync(new() { Timeout = Patience });
        // The site of the demo is a client too.
        await page.GotoAsync("/mqtt?search=browser");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "browser/1" })).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        var drawer = page.GetByRole(AriaRole.Dialog);
        await Expect(drawer.GetByText("browser/#")).ToBeVisibleAsync(new() { Timeout = Patience });
        Assert.Empty(errors);

        await drawer.GetByRole(AriaRole.Button, new() { Name = "Disconnect", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Disconnect it" }).ClickAsync();
        await Expect(page.GetByText("This session is gone")).ToBeVisibleAsync(new() { Timeout = Patience });
        Assert.Empty(await MqttPeer.ReadAsync(client));
    }

    [Fact]
    public async Task The_twin_page_answers_as_it_opens_compares_and_keeps_the_question_in_the_address()
    {
        var errors = new List<string>();
        var page = await demo.OpenAsync("/twin", errors: errors);
        await Expect(page.GetByText("Ended as asked")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Voltage over the run" })).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep to compare" }).ClickAsync();
        await page.GetByLabel("Model").SelectOptionAsync("DFN");
        await page.GetByLabel("Experiment").FillAsync("Discharge at C/2 for 10 minutes");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Chen2020, DFN" })).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop comparing with Chen2020, SPMe" })).ToBeVisibleAsync(new() { Timeout = Patience });
        Assert.Contains("model=DFN", page.Url, StringComparison.Ordinal);
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Chen2020, DFN" })).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.GetByRole(AriaRole.Button, new() { Name = "Ageing" }).ClickAsync();
        await Expect(page.GetByText("Capacity left")).ToBeVisibleAsync(new() { Timeout = Patience });
        Assert.Empty(errors);
    }

    [Fact]
    public async Task The_twin_page_fits_follows_and_forecasts_and_says_what_it_refuses()
    {
        var errors = new List<string>();
        var page = await demo.OpenAsync("/twin?view=fit", errors: errors);
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Measured less modelled with its bands" })).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.GetByRole(AriaRole.Button, new() { Name = "Too short a drive" }).ClickAsync();
        await Expect(page.GetByText("What would show it").First).ToBeVisibleAsync(new() { Timeout = Patience });
        Assert.Contains("telemetry=short", page.Url, StringComparison.Ordinal);
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "mine.csv", MimeType = "text/csv", Buffer = "timeS,volts\n0,3\n"u8.ToArray() });
        await Expect(page.GetByText("mine.csv begins without currentA, voltageV")).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.GetByRole(AriaRole.Button, new() { Name = "A used cell" }).ClickAsync();
        // The address holds the mark, and it is there a moment after the click.
        var profiles = page.GetByRole(AriaRole.Checkbox, new() { Name = "With likelihood profiles" });
        await profiles.ClickAsync();
        await Expect(profiles).ToBeCheckedAsync(new() { Timeout = Patience });
        await page.GetByRole(AriaRole.Button, new() { Name = "Fit", Exact = true }).Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Likelihood profile of capacity" })).ToBeVisibleAsync(new() { Timeout = Patience });
        Assert.Contains("profiles=true", page.Url, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { Name = "Forecast with it" }).ClickAsync();
        await Expect(page.GetByText("Charge at the end")).ToBeVisibleAsync(new() { Timeout = Patience });
        Assert.Contains("capacity=", page.Url, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cost of wear" }).ClickAsync();
        await Expect(page.GetByText("Pieces for a linear program")).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.GetByRole(AriaRole.Button, new() { Name = "Follow", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Another cell" }).ClickAsync();
        await Expect(page.GetByText("not to be used")).ToBeVisibleAsync(new() { Timeout = Patience });
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Every_page_fits_a_phone_and_reports_no_error()
    {
        var errors = new List<string>();
        var page = await demo.OpenAsync("/", width: 375, height: 812, errors);
        foreach (var path in Pages)
        {
            await page.GotoAsync(path);
            await Expect(page.GetByRole(AriaRole.Main)).ToBeVisibleAsync(new() { Timeout = Patience });
            var overflow = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"{path} is {overflow} px wider than a phone.");
        }

        Assert.Empty(errors);
    }

    public sealed class Demo : IAsyncLifetime
    {
        private const string Chromium = "/usr/bin/chromium";
        private readonly TempFolder _folder = new();
        private IPlaywright? _playwright;
        private IBrowser? _browser;

        internal HubProcess Hub { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            if (!File.Exists(Chromium)) Assert.Skip("Debian's chromium is not installed; scripts/setup-test.sh does it.");
            // A fit takes tenths of a second; on a machine that others use too it may take that many seconds.
            await File.WriteAllTextAsync(Path.Combine(_folder.Path, "busbar.json"), """{ "Twin": { "Deadline": "00:02:00" } }""");
            Hub = await HubProcess.StartAsync(_folder.Path, "demo");
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = Chromium,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            });
        }

        internal async Task<IPage> OpenAsync(string path, int width = 1440, int height = 900, List<string>? errors = null)
        {
            var context = await _browser!.NewContextAsync(new() { BaseURL = Hub.Http.ToString(), ViewportSize = new() { Width = width, Height = height } });
            var page = await context.NewPageAsync();
            page.Console += (_, m) =>
            {
                if (m.Type == "error") errors?.Add(m.Text);
            };
            page.PageError += (_, e) => errors?.Add(e);
            await page.GotoAsync(path);
            return page;
        }

        public async ValueTask DisposeAsync()
        {
            if (_browser is not null) await _browser.DisposeAsync();
            _playwright?.Dispose();
            if (Hub is not null) await Hub.DisposeAsync();
            _folder.Dispose();
        }
    }
}
