using Busbar.Wire.Can;
using Busbar.Wire.Can.Modules;

namespace Busbar.Plant.Modules.Families;

/// <summary>What one frame of a module said, in the words of the house; null where it said nothing of the kind.</summary>
internal readonly record struct ModuleReply
{
    /// <summary>Index of the question that it answers; -1: none.</summary>
    public required int Answers { get; init; }

    public double? VoltageV { get; init; }

    public double? CurrentA { get; init; }

    public double? CapabilityA { get; init; }

    public double? TemperatureC { get; init; }

    public bool? IsOn { get; init; }

    public ModuleErrorSet? Errors { get; init; }

    public ModuleMode? Mode { get; init; }

    /// <summary>Tells modules of one address apart.</summary>
    public ulong? Mark { get; init; }

    /// <summary>The serial number, or its half that the family names in <see cref="SerialPart"/>.</summary>
    public string? Serial { get; init; }

    /// <summary>0: all of it; 1: the low half; 2: the high half.</summary>
    public int SerialPart { get; init; }

    /// <summary>The module has refused a command.</summary>
    public bool IsRefusal { get; init; }
}

/// <summary>What the driver wants of a module at this moment.</summary>
internal readonly record struct ModuleOrder(bool IsOn, double VoltageV, double CurrentA);

/// <summary>Parts of an order, each with a frame of its own.</summary>
[Flags]
internal enum OrderParts
{
    None = 0,
    Mode = 1,
    Voltage = 2,
    Current = 4,
    Switch = 8,
    Reset = 16,
}

/// <summary>A question that is asked again and again.</summary>
/// <param name="Period">How often.</param>
/// <param name="WhenLost">Whether it is asked of a module that is not heard.</param>
internal readonly record struct ModulePoll(TimeSpan Period, bool WhenLost = false);

/// <summary>Where a frame comes from, as far as its identifier tells.</summary>
internal enum FrameOrigin
{
    /// <summary>Not of this family.</summary>
    Other,

    /// <summary>Of this family, but not from a module to us.</summary>
    Foreign,

    /// <summary>From a module to us.</summary>
    Module,
}

/// <summary>
/// One family of modules: how its bytes say what the house means. Without state; the laws of a driver are the same for all
/// (<see cref="ModuleLaw"/>). A new family is a codec in Wire/Can/Modules and one of these.
/// </summary>
internal abstract class ModuleFamily
{
    /// <summary>Name in <c>site.json</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Families that share identifiers: addresses are unique among them.</summary>
    public virtual string IdSpace => Name;

    public virtual int MinAddress => 0;

    public abstract int MaxAddress { get; }

    public abstract int MaxGroup { get; }

    /// <summary>Silence after which a module counts as lost.</summary>
    public abstract TimeSpan LostAfter { get; }

    /// <summary>Silence of the controller after which a module switches itself off; null: not known that it does.</summary>
    public virtual TimeSpan? SelfOffAfter => null;

    /// <summary>Whether current can flow back.</summary>
    public virtual bool IsBidirectional => false;

    /// <summary>Whether modules tell a serial number.</summary>
    public virtual bool HasSerial => true;

    /// <summary>Whether voltage and current go in one frame.</summary>
    public virtual bool SetsBothAtOnce => false;

    /// <summary>The questions; the first is the status.</summary>
    public abstract IReadOnlyList<ModulePoll> Polls { get; }

    /// <summary>The mode that an order needs; <see cref="ModuleMode.Unknown"/>: any.</summary>
    public virtual ModuleMode ModeFor(in ModuleOrder order) => ModuleMode.Unknown;

    public abstract FrameOrigin OriginOf(in CanFrame frame, out int address);

    /// <summary>Reads a frame of <see cref="FrameOrigin.Module"/>. Never throws.</summary>
    public abstract bool TryRead(in CanFrame frame, out ModuleReply reply, out CanFault? fault);

    public abstract CanFrame Ask(int poll, byte address, byte group);

    /// <summary>The frame of one part of an order; voltage means both where <see cref="SetsBothAtOnce"/>.</summary>
    public abstract CanFrame Tell(OrderParts part, in ModuleOrder order, byte address, byte group);

    /// <summary>Frames that clear what a module keeps latched; none where the family has no such command.</summary>
    public virtual IEnumerable<CanFrame> Resets(byte address, byte group) => [];

    public abstract CanFrame OffAll();

    public abstract CanFrame OffGroup(byte group);

    private protected static TimeSpan Ms(int ms) => TimeSpan.FromMilliseconds(ms);
}
