using System.Globalization;
using Busbar.Core.Safety;
using Busbar.House.Tests.Running;
using Busbar.Links.Can;
using Busbar.Plant.Modules;
using Busbar.Tests;
using Busbar.Wire.Can.Modules;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Plant.Tests.Modules;

/// <summary>Debian's python-can plays a UUGreenPower module on a multicast bus; its script knows nothing of our code.</summary>
public sealed class PythonModuleTests
{
    private const string Python = "/usr/bin/python3";

    private readonly int _port = FreePort.Udp();

    [Fact]
    public async Task A_module_of_python_can_is_driven_through_both_ranges_lost_and_found_again()
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/can")) Assert.Skip("Debian's python3-can is not installed; scripts/setup-test.sh does it.");
        await using var can = CanBuses.Open($"udp:239.74.163.2:{_port}");
        await using var bus = ModuleBus.Open(can, [new ModuleConfig("M1", "uugreen", 1, ModuleRig.Envelope, Serial: "0001019D")], TimeProvider.System, NullLogger.Instance);
        var driver = bus.Modules[0];
        Assert.False(driver.Set(ModuleRig.Safe(400, 30)), "nobody is there");

        await using (var module = await StartAsync())
        {
            await Until.TrueAsync(() => driver.View is { IsUsable: true, IsOn: false, Serial: "0001019D" }, "heard, off, and the one that belongs here");
            Assert.True(driver.Set(ModuleRig.Safe(400, 30)));
            Assert.Equal(0, (await module.StepAsync("on")).GetInt32());
            await Until.TrueAsync(() => driver.View is { IsOn: true, VoltageV: > 299.5 and < 300.5, CurrentA: > 29.9 and < 30.1 }, "30 A into 10 ohm");
            Assert.Equal((ModuleMode.Low, 43.5), (driver.View.Mode, driver.View.TemperatureC));

            Assert.True(driver.Set(ModuleRig.Safe(750, 50)));
            await module.StepAsync("off");
            Assert.Equal(1, (await module.StepAsync("mode")).GetInt32());
            Assert.Equal(0, (await module.StepAsync("on")).GetInt32());
            await Until.TrueAsync(() => driver.View is { Mode: ModuleMode.High, IsOn: true, VoltageV: > 499 and < 501, CurrentA: > 49.9 and < 50.1 }, "50 A in the high range");
            Assert.Empty(driver.View.Errors);
        }

        await Until.TrueAsync(() => driver.View is { VoltageV: null, CurrentA: null }, "no value where there is none");
        await Until.TrueAsync(() => driver.View is { IsOnline: false, NeedsOff: true, SetOn: false }, "lost");
        Assert.Equal(ModuleErrorCode.Lost, driver.View.Errors[0].Code);
        Assert.False(driver.Set(ModuleRig.Safe(400, 20)));

        await using (var module = await StartAsync())
        {
            await Until.TrueAsync(() => driver.View is { IsOnline: true, IsOn: false }, "back, and off");
            Assert.False(driver.Set(ModuleRig.Safe(400, 20)), "it obeys again when it has been told off");
            Assert.True(driver.Set(SafeSetpoint.Off));
            await Until.TrueAsync(() => driver.View.IsUsable, "usable");
            Assert.True(driver.Set(ModuleRig.Safe(400, 20)));
            Assert.Equal(0, (await module.StepAsync("on")).GetInt32());
            await Until.TrueAsync(() => driver.View is { IsOn: true, CurrentA: > 19.9 and < 20.1 }, "20 A");

            bus.EmergencyOff();
            await module.StepAsync("off");
            await Until.TrueAsync(() => driver.View is { IsOn: false, NeedsOff: true }, "off by broadcast");
        }

        Assert.Equal((1, 0), (driver.View.Counters.Losses, bus.Statistics.Malformed));
    }

    [Fact]
    public async Task A_module_with_another_serial_number_is_heard_and_not_used()
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/can")) Assert.Skip("Debian's python3-can is not installed; scripts/setup-test.sh does it.");
        await using var can = CanBuses.Open($"udp:239.74.163.2:{_port}");
        await using var bus = ModuleBus.Open(can, [new ModuleConfig("M1", "uugreen", 1, ModuleRig.Envelope, Serial: "0001AAAA")], TimeProvider.System, NullLogger.Instance);
        await using var module = await StartAsync();
        await Until.TrueAsync(() => bus.Modules[0].View.Errors.Any(e => e.Code == ModuleErrorCode.WrongSerial), "wrong serial number");
        Assert.False(bus.Modules[0].Set(ModuleRig.Safe(400, 20)));
    }

    private async Task<PeerProcess> StartAsync()
    {
        var module = new PeerProcess(Python, Path.Combine(Repo.Root, "tests", "peers", "python", "uugreen_module.py"), _port.ToString(CultureInfo.InvariantCulture), "1", "0001019D");
        await module.StepAsync("ready");
        return module;
    }
}
