import { gs1CheckDigit } from '@citygraph/contract';
import type { Crop, LegalEntity, LegalEntityKind, Product } from './city.ts';
import { DEMO_ENTITIES } from './demo/demo-people.ts';
import type { Random } from './random.ts';

const PRODUCE: readonly { crop: Crop; name: string }[] = [
  { crop: 'rice', name: '长粒香大米 5kg' },
  { crop: 'maize', name: '鲜食玉米 8穗装' },
  { crop: 'soybean', name: '非转基因大豆 2.5kg' },
  { crop: 'potato', name: '黄心土豆 10kg' },
  { crop: 'ginseng', name: '园参片 50g' },
];
const GROCERIES = ['手工挂面 1kg', '黄豆酱 800g', '酸菜 500g', '矿泉水 12瓶装', '玉米面 2kg', '山葡萄汁 1L'] as const;
const PARTS = ['制动盘总成', '轮毂轴承', '线束接插件', '光电编码器', '热交换器', '车载摄像头支架'] as const;

/** GTIN-14; prefix 952 is GS1's own for demonstrations and examples. */
function gtin(number: number): string {
  const body = `0952${String(number).padStart(9, '0')}`;
  return body + gs1CheckDigit(body);
}

/** The demo cooperative's rice, sold by the demo shop, and the lot whose label anybody may scan. */
export const DEMO_PRODUCT = { gtin: gtin(1), lot: 'L20261001' } as const;

/** What cooperatives grow, shops pack and manufacturers make, and who sells it. */
export function stockGoods(entities: readonly LegalEntity[], random: Random): Product[] {
  const living = (wanted: LegalEntityKind): LegalEntity[] =>
    entities.filter(({ kind, status }) => kind === wanted && status === 'IN_OPERATION');
  const shops = living('shop');
  const products: Product[] = [];
  const add = (name: string, brandOwner: string, crop: Crop | null, sellers: readonly string[]): void => {
    products.push({ gtin: gtin(products.length + 1), name, brandOwner, crop, sellers: [...new Set(sellers)] });
  };
  const someShops = (): string[] => Array.from({ length: random.int(1, 5) }, () => random.pick(shops).uscc);

  add('满仓长粒香大米 5kg', DEMO_ENTITIES.cooperative, 'rice', [DEMO_ENTITIES.shop, ...someShops()]);
  for (const { uscc, name } of living('farm')) {
    for (let n = random.int(1, 3); n > 0; n--) {
      const { crop, name: produce } = random.pick(PRODUCE);
      add(`${name.slice(2, 4)}${produce}`, uscc, crop, someShops());
    }
  }
  for (const { uscc, name } of shops) {
    for (let n = random.int(1, 3); n > 0; n--) {
      add(`${name.slice(2, 4)}${random.pick(GROCERIES)}`, uscc, null, [uscc, ...someShops()]);
    }
  }
  for (const { uscc, name } of living('manufacturer')) {
    for (let n = random.int(1, 4); n > 0; n--) add(`${name.slice(2, 4)}${random.pick(PARTS)}`, uscc, null, [uscc]);
  }
  return products;
}
