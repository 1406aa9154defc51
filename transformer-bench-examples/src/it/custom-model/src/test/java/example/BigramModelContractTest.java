package example;

import org.transformerbench.api.Model;
import org.transformerbench.testkit.contract.ModelContract;

class BigramModelContractTest extends ModelContract<BigramModel.Config> {
    @Override
    protected Model<BigramModel.Config> model() {
        return new BigramModel();
    }
}
