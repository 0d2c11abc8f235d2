namespace Busbar.Core.Twin;

/// <summary>A current over time, linear between its points; two points at one time are a jump. Positive charges. Immutable.</summary>
public sealed class CurrentProfile
{
    private readonly double[] _timeS;
    private readonly double[] _currentA;

    /// <summary>Makes a profile.</summary>
    /// <param name="timeS">Times, s, from 0 on and not falling; two equal ones in a row are a jump.</param>
    /// <param name="currentA">Currents, A; positive charges.</param>
    /// <exception cref="ArgumentException">The profile is empty, runs backwards, or holds a value that is not a number; the row is named.</exception>
    public CurrentProfile(ReadOnlySpan<double> timeS, ReadOnlySpan<double> currentA)
    {
        if (timeS.Length != currentA.Length || timeS.Length < 2)
            throw new ArgumentException($"A profile needs two points at least, each with time and current; this one has {timeS.Length} times and {currentA.Length} currents.", nameof(timeS));
        for (var i = 0; i < timeS.Length; i++)
        {
            if (!double.IsFinite(timeS[i])) throw new ArgumentException($"Row {i}: timeS is {timeS[i]}; a time is a finite number of seconds.", nameof(timeS));
            if (!double.IsFinite(currentA[i])) throw new ArgumentException($"Row {i}: currentA is {currentA[i]}; a current is a finite number of ampere.", nameof(currentA));
            if (i == 0 && timeS[0] != 0) throw new ArgumentException($"Row 0: timeS is {timeS[0]}; a profile begins at 0 s.", nameof(timeS));
            if (i > 0 && timeS[i] < timeS[i - 1]) throw new ArgumentException($"Row {i}: timeS is {timeS[i]} after {timeS[i - 1]}; time does not run backwards.", nameof(timeS));
            if (i > 1 && timeS[i] == timeS[i - 2]) throw new ArgumentException($"Row {i}: timeS is {timeS[i]} for the third time; a jump has two points.", nameof(timeS));
        }
        (_timeS, _currentA) = (timeS.ToArray(), currentA.ToArray());
    }

    /// <summary>Times of the points, s.</summary>
    public ReadOnlySpan<double> TimeS => _timeS;

    /// <summary>Currents of the points, A; positive charges.</summary>
    public ReadOnlySpan<double> CurrentA => _currentA;

    /// <summary>When it ends, s.</summary>
    public double EndS => _timeS[^1];
}
