using System.Reflection;
using Busbar.Core.Anomaly;

namespace Busbar.Core.Tests.Anomaly;

public sealed class OptionsTests
{
    public static TheoryData<CurrentMonitorOptions, string> Bad => new()
    {
        { new() { Oscillation = new() { Turns = 2 } }, "Oscillation.Turns is 2; allowed: 3 to 64." },
        { new() { Oscillation = new() { Window = TimeSpan.FromSeconds(5) } }, "Oscillation.Window is 5 s; allowed: 10 to 3600 s." },
        { new() { Variance = new() { ThresholdA = double.NaN } }, "Variance.ThresholdA is NaN; allowed: 0.1 to 1000 A." },
        { new() { Variance = new() { MaxWindow = TimeSpan.FromSeconds(10) } }, "Variance.MaxWindow is 10 s; allowed: 15 to 3600 s." },
        { new() { Drift = new() { Slack = 0 } }, "Drift.Slack is 0; allowed: 0.1 to 1." },
        { new() { Step = new() { StepSigma = 2 } }, "Step.StepSigma is 2; allowed: 3 to 20." },
        { new() { Limit = new() { RampPctPerS = 0 } }, "Limit.RampPctPerS is 0; allowed: 1 to 100 %/s." },
        { new() { Frozen = new() { ExpectNoise = (ExpectNoise)9 } }, "Frozen.ExpectNoise is 9; allowed: Never, Learn or Always." },
        { new() { Frozen = new() { Alarm = new() { ClearRatio = 0 } } }, "Frozen.Alarm.ClearRatio is 0; allowed: 0.1 to 1." },
        { new() { MaxExcuses = 0 }, "MaxExcuses is 0; allowed: 1 to 100." },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void A_bad_setting_is_refused_with_name_value_and_range(CurrentMonitorOptions options, string says)
    {
        Assert.Equal([says], options.Validate());
        Assert.Contains(says, Assert.Throws<ArgumentException>(() => new CurrentMonitor(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_bad_settings_are_named_at_once() =>
        Assert.Equal(2, new CurrentMonitorOptions { MaxExcuses = 0, Oscillation = new() { Turns = 0 } }.Validate().Count);

    [Fact]
    public void The_defaults_are_good() => Assert.Empty(new CurrentMonitorOptions().Validate());

    [Fact]
    public void Every_numeric_setting_has_a_range()
    {
        foreach (var group in typeof(CurrentMonitorOptions).GetProperties().Where(p => p.PropertyType.IsClass && p.PropertyType != typeof(string)))
        {
            foreach (var setting in group.PropertyType.GetProperties().Where(p => p.CanWrite))
            {
                object? absurd = Type.GetTypeCode(setting.PropertyType) switch
                {
                    TypeCode.Double => double.NaN,
                    TypeCode.Int32 when setting.PropertyType == typeof(int) => -1,
                    _ when setting.PropertyType == typeof(TimeSpan) => TimeSpan.FromDays(-1),
                    _ => null,
                };
                if (absurd is null) continue;
                var options = new CurrentMonitorOptions();
                SetIt(setting, group.GetValue(options)!, absurd);
                Assert.Contains(options.Validate(), f => f.StartsWith($"{group.Name}.{setting.Name} is ", StringComparison.Ordinal));
            }
        }
    }

    private static void SetIt(PropertyInfo setting, object target, object value) => setting.SetValue(target, value);
}
