using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Plant.Boards;

namespace Busbar.Plant.Control;

/// <summary>What a gun's loop tells the site's. Posts and returns; from any thread.</summary>
internal interface ISiteDesk
{
    /// <summary>A gun wants this from now on; the bound is what bounds the wish, W.</summary>
    void Demanded(int gun, Demand demand, Limit bound);

    /// <summary>A gun's loop has taken its hands off a module, which is off.</summary>
    void Released(int module);

    /// <summary>A gun's meter has been heard.</summary>
    void Measured(int gun, GunBoardView view);

    /// <summary>Most that a module may give now, W, by the feeders that it hangs on; infinity where none limits.</summary>
    double CapW(int module);

    /// <summary>Something for the site's events.</summary>
    void Happened(int gun, GunHappening happening);
}
