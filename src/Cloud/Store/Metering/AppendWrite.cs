using Busbar.Cloud.Store.Commit;
using Busbar.Cloud.Store.Model;
using Microsoft.Extensions.ObjectPool;

namespace Busbar.Cloud.Store.Metering;

/// <summary>What takes the samples of one message when their turn has come.</summary>
internal interface IAppends
{
    /// <summary>Takes them, on the writer's thread.</summary>
    void Append(IReadOnlyList<MeterSample> samples);
}

/// <summary>The hot write: samples of one MeterValues. Objects are reused, so that a message costs none.</summary>
internal sealed class AppendWrite(IAppends meters, ObjectPool<AppendWrite> pool) : WriteOperation<bool>
{
    private IReadOnlyList<MeterSample> _samples = [];

    protected override bool Result => true;

    public AppendWrite With(IReadOnlyList<MeterSample> samples)
    {
        _samples = samples;
        return this;
    }

    public override void Execute() => meters.Append(_samples);

    protected override void Recycle()
    {
        _samples = [];
        Renew();
        pool.Return(this);
    }

    /// <summary>Makes writes and the pool that they go back to.</summary>
    public sealed class Policy(IAppends meters) : IPooledObjectPolicy<AppendWrite>
    {
        private ObjectPool<AppendWrite>? _pool;

        /// <summary>Keeps up to so many idle writes.</summary>
        public static ObjectPool<AppendWrite> PoolOf(IAppends meters, int idle)
        {
            var policy = new Policy(meters);
            return policy._pool = new DefaultObjectPool<AppendWrite>(policy, idle);
        }

        public AppendWrite Create() => new(meters, _pool!);

        public bool Return(AppendWrite obj) => true;
    }
}
