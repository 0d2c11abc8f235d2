namespace Busbar.Plant.Boards;

/// <summary>The contactors of a site over several boards, numbered as in the site's switch graph. Thread safe.</summary>
public sealed class ContactorMap : IContactors
{
    private readonly (IContactors Board, int Contactor)[] _places;

    /// <summary>Puts the site's numbers on the boards' contactors.</summary>
    /// <param name="places">For each number of the site: the board and its contactor there; each at most once.</param>
    /// <exception cref="ArgumentException">A place is not on its board, or twice in the list.</exception>
    public ContactorMap(IReadOnlyList<(IContactors Board, int Contactor)> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        _places = [.. places];
        Dictionary<(IContactors Board, int Contactor), int> numbers = [];
        for (var k = 0; k < _places.Length; k++)
        {
            if ((uint)_places[k].Contactor >= (uint)_places[k].Board.Count)
                throw new ArgumentException($"Contactor {k} is to be number {_places[k].Contactor} of its board; allowed: 0 to {_places[k].Board.Count - 1}.", nameof(places));
            if (!numbers.TryAdd(_places[k], k))
                throw new ArgumentException($"Contactors {numbers[_places[k]]} and {k} have the same place on a board.", nameof(places));
        }

        foreach (var board in _places.Select(p => p.Board).Distinct())
            board.Changed += e => Pass(board, e);

        void Pass(IContactors board, ContactorEvent e)
        {
            if (e is not ContactorChanged changed) Changed?.Invoke(e);
            else if (numbers.TryGetValue((board, changed.Contactor), out var number)) Changed?.Invoke(changed with { Contactor = number });
        }
    }

    /// <inheritdoc/>
    public event Action<ContactorEvent>? Changed;

    /// <inheritdoc/>
    public int Count => _places.Length;

    /// <inheritdoc/>
    public ContactorView this[int contactor] => _places[contactor].Board[_places[contactor].Contactor];

    /// <inheritdoc/>
    public bool Close(int contactor) => _places[contactor].Board.Close(_places[contactor].Contactor);

    /// <inheritdoc/>
    public void Open(int contactor) => _places[contactor].Board.Open(_places[contactor].Contactor);
}
