using System.Buffers;
using System.Runtime.CompilerServices;

namespace Busbar.Wire.Ocpp;

/// <summary>
/// Holds a record against the constraints of its schema before it is sent: the compiled strict validator. Stops at the first breach.
/// Allocates nothing when all is well. Used by generated records; the way in is <see cref="OcppJson.Validate"/>.
/// </summary>
public ref struct OcppChecker
{
    private static readonly SearchValues<char> Surrogates = SearchValues.Create([.. Enumerable.Range(0xD800, 0x800).Select(unit => (char)unit)]);

    /// <summary>What a field of a URI wants, in words.</summary>
    internal const string UriIsDue = "an absolute URI is due, such as ftp://example.com/file";

    private OcppErrorCode _code;
    private string? _problem;
    private string _path;

    /// <summary>The first breach found; null when there is none.</summary>
    public readonly OcppFault? Fault => _problem is null ? null : new OcppFault(_code, _path, $"{_path}: {_problem}");

    /// <summary>Text of at most <paramref name="maxLength"/> Unicode code points.</summary>
    public void Text(string name, string? value, bool required, int maxLength)
    {
        if (Present(name, value, required)) CheckText(name, value!, maxLength);
    }

    /// <summary>Text that is an absolute URI.</summary>
    public void Uri(string name, string? value, bool required, int maxLength)
    {
        if (!Present(name, value, required)) return;
        CheckText(name, value!, maxLength);
        if (!OcppUri.IsValid(value)) NotAllowed(name, value!, UriIsDue);
    }

    /// <summary>A member that the standard has.</summary>
    public void Enum<T>(string name, T? value, OcppEnum<T> spellings)
        where T : struct, Enum
    {
        if (value is { } member && !spellings.IsStandard(member))
            NotAllowed(name, spellings.Spell(member), $"allowed: {spellings.Allowed}");
    }

    /// <summary>A number within the range of the schema, and a multiple of its step.</summary>
    public void Number(string name, decimal? value, decimal minimum, decimal maximum, decimal step)
    {
        if (value is not { } number || (number >= minimum && number <= maximum && (step == 0 || number % step == 0))) return;
        Fail(name, OcppErrorCode.PropertyConstraintViolation, $"{number} is not allowed; {Range(minimum, maximum, step)}");
    }

    /// <summary>An object, checked in its turn.</summary>
    public void Object<T>(string name, T? value, bool required)
        where T : class, IOcppObject<T>
    {
        if (!Present(name, value, required)) return;
        value!.Check(ref this);
        if (_problem is not null) Prefix(name);
    }

    /// <summary>An array of objects, each checked in its turn.</summary>
    public void Objects<T>(string name, T[]? value, bool required, int minItems, int maxItems)
        where T : class, IOcppObject<T>
    {
        if (!Count(name, value, required, minItems, maxItems)) return;
        for (var i = 0; i < value!.Length; i++)
        {
            if (value[i] is null) Fail($"{name}[{i}]", OcppErrorCode.TypeConstraintViolation, "null is not allowed in an array");
            if (_problem is not null) return;
            value[i].Check(ref this);
            if (_problem is not null) Prefix($"{name}[{i}]");
        }
    }

    /// <summary>An array of texts.</summary>
    public void Texts(string name, string[]? value, bool required, int minItems, int maxItems, int maxLength)
    {
        if (!Count(name, value, required, minItems, maxItems)) return;
        for (var i = 0; i < value!.Length && _problem is null; i++)
        {
            if (value[i] is null) Fail(name, OcppErrorCode.TypeConstraintViolation, "null is not allowed in an array");
            else CheckText(name, value[i], maxLength);
            if (_problem is not null) _path = $"{name}[{i}]";
        }
    }

    /// <summary>An array of enumeration values.</summary>
    public void Enums<T>(string name, T[]? value, bool required, int minItems, int maxItems, OcppEnum<T> spellings)
        where T : struct, Enum
    {
        if (!Count(name, value, required, minItems, maxItems)) return;
        for (var i = 0; i < value!.Length && _problem is null; i++)
        {
            Enum(name, value[i], spellings);
            if (_problem is not null) _path = $"{name}[{i}]";
        }
    }

    /// <summary>An array of integers, each within the range of the schema, and a multiple of its step.</summary>
    public void Integers(string name, int[]? value, bool required, int minItems, int maxItems, decimal minimum, decimal maximum, decimal step)
    {
        if (!Count(name, value, required, minItems, maxItems)) return;
        for (var i = 0; i < value!.Length && _problem is null; i++)
        {
            Number(name, value[i], minimum, maximum, step);
            if (_problem is not null) _path = $"{name}[{i}]";
        }
    }

    /// <summary>The range and step in words.</summary>
    internal static string Range(decimal minimum, decimal maximum, decimal step)
    {
        var range = (minimum == decimal.MinValue, maximum == decimal.MaxValue) switch
        {
            (true, true) => "",
            (false, true) => $"at least {minimum}",
            (true, false) => $"at most {maximum}",
            _ => $"{minimum} to {maximum}",
        };
        if (step == 0) return $"allowed: {range}";
        return range.Length == 0 ? $"allowed: multiples of {step}" : $"allowed: {range} in multiples of {step}";
    }

    private void CheckText(string name, string value, int maxLength)
    {
        var surrogatePairs = 0;
        if (value.AsSpan().ContainsAny(Surrogates))
        {
            for (var i = 0; i < value.Length; i++)
            {
                if (!char.IsSurrogate(value[i])) continue;
                if (!char.IsSurrogatePair(value, i))
                {
                    Fail(name, OcppErrorCode.FormatViolation, "the text is not Unicode: it holds half a surrogate pair");
                    return;
                }

                surrogatePairs++;
                i++;
            }
        }

        var length = value.Length - surrogatePairs;
        if (length <= maxLength) return;
        Fail(
            name, OcppErrorCode.PropertyConstraintViolation,
            $"\"{OcppReader.Shorten(value)}\" has {length} characters; at most {maxLength} are allowed");
    }

    private bool Present(string name, object? value, bool required)
    {
        if (_problem is not null) return false;
        if (value is null && required) Fail(name, OcppErrorCode.OccurrenceConstraintViolation, "required, but missing");
        return value is not null;
    }

    private bool Count<T>(string name, T[]? value, bool required, int minItems, int maxItems)
    {
        if (!Present(name, value, required)) return false;
        var most = Math.Min(maxItems, OcppLimits.MaxArrayItems);
        if (value!.Length >= minItems && value.Length <= most) return true;
        Fail(name, OcppErrorCode.OccurrenceConstraintViolation, $"{value.Length} elements; {minItems} to {most} are allowed");
        return false;
    }

    private void NotAllowed(string name, string value, string allowed) =>
        Fail(name, OcppErrorCode.PropertyConstraintViolation, $"\"{OcppReader.Shorten(value)}\" is not allowed; {allowed}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Fail(string name, OcppErrorCode code, string problem)
    {
        if (_problem is not null) return;
        _code = code;
        _problem = problem;
        _path = name;
    }

    private void Prefix(string segment) => _path = $"{segment}.{_path}";
}
